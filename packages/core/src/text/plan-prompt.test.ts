import { expect, it } from 'vitest';
import { planPrompt, stageAt } from './plan-prompt.js';
import { type PromptLanguage, plainLanguage } from './prompt-language.js';

it('is one stage for a plain prompt', () => {
  expect(planPrompt('a cat', 20, plainLanguage)).toEqual([{ until: 20, parts: [{ text: 'a cat', weight: 1 }] }]);
});

it('merges the timelines of parts', () => {
  const language: PromptLanguage = {
    ...plainLanguage,
    composePrompt: () => [
      { text: 'first', weight: 1 },
      { text: 'second', weight: 0.5 },
    ],
    schedulePrompt: (text, steps) =>
      text === 'first'
        ? [
            { until: 3, text: 'a' },
            { until: steps, text: 'b' },
          ]
        : [
            { until: 5, text: 'c' },
            { until: steps, text: 'd' },
          ],
  };
  const stages = planPrompt('first AND second', 10, language);
  expect(stages.map(({ until, parts }) => [until, ...parts.map(({ text }) => text)])).toEqual([
    [3, 'a', 'c'],
    [5, 'b', 'c'],
    [10, 'b', 'd'],
  ]);
  expect(stages[0]!.parts.map(({ weight }) => weight)).toEqual([1, 0.5]);
  expect([0, 2, 3, 4, 5, 9, 99].map((index) => stageAt(stages, index).until)).toEqual([3, 3, 5, 5, 10, 10, 10]);
});
