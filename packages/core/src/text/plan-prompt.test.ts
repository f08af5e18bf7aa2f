import { expect, it } from 'vitest';
import { planPrompt, stageAt } from './plan-prompt.js';
import { type PromptLanguage, plainLanguage } from './prompt-language.js';

it('is one stage for a plain prompt', () => {
  expect(planPrompt('a cat', 'blur', 20, plainLanguage)).toEqual([
    { until: 20, parts: [{ text: 'a cat', weight: 1 }], negative: 'blur' },
  ]);
});

it('merges the timelines of parts and of the negative prompt, in which AND is a word', () => {
  const language: PromptLanguage = {
    ...plainLanguage,
    composePrompt: () => [
      { text: 'first', weight: 1 },
      { text: 'second', weight: 0.5 },
    ],
    schedulePrompt: (text, steps) => {
      const [change, before, after] = { first: [3, 'a', 'b'], second: [5, 'c', 'd'] }[text] ?? [7, text, 'f'];
      return [
        { until: change as number, text: before as string },
        { until: steps, text: after as string },
      ];
    },
  };
  const stages = planPrompt('first AND second', 'e AND e', 10, language);
  expect(stages.map(({ until, parts, negative }) => [until, ...parts.map(({ text }) => text), negative])).toEqual([
    [3, 'a', 'c', 'e AND e'],
    [5, 'b', 'c', 'e AND e'],
    [7, 'b', 'd', 'e AND e'],
    [10, 'b', 'd', 'f'],
  ]);
  expect(stages[0]!.parts.map(({ weight }) => weight)).toEqual([1, 0.5]);
  expect([0, 2, 3, 4, 5, 9, 99].map((index) => stageAt(stages, index).until)).toEqual([3, 3, 5, 5, 7, 10, 10]);
});
