import { expandPrompts } from '@overpaint/presets';
import fc from 'fast-check';
import { compelLanguage } from '../packages/presets/src/language/compel.js';
import { takeNetworks } from '../packages/presets/src/language/extra-networks.js';
import { promptLanguage } from '../packages/presets/src/language/index.js';
import { fuzz, grammar } from './fuzz.js';

const a1111 = grammar([
  '(',
  ')',
  '[',
  ']',
  ':',
  '|',
  '\\',
  '1.3',
  ':0.5]',
  ':-1)',
  ' BREAK ',
  ' AND ',
  '<lora:x:1>',
  'cat',
  ', ',
  '\n',
]);
const compel = grammar(['(', ')', '++', '--', '+', '-', '.and(', '.blend(', '"', ',', '1.2', ')0.5', 'cat', ' ', '\\']);
const dynamic = grammar([
  '{',
  '}',
  '|',
  '$$',
  '2-3$$',
  '__',
  '__*__',
  '${',
  '=',
  '!',
  ':',
  '%{',
  '#',
  '//',
  '/*',
  '*/',
  '\\',
  '@',
  '~',
  '0.5::',
  'cat',
  ', ',
]);

fuzz('A1111', fc.tuple(a1111, fc.integer({ min: 1, max: 50 })), ([text, steps]) => {
  promptLanguage.composePrompt(takeNetworks(text).text);
  for (const { text: stage } of promptLanguage.schedulePrompt(text, steps)) promptLanguage.parsePrompt(stage);
});
fuzz('Compel', compel, (text) => {
  compelLanguage.parsePrompt(text);
  compelLanguage.composePrompt(text);
});
fuzz('dynamic prompts', fc.tuple(dynamic, fc.integer({ min: 1, max: 5 })), ([template, count]) =>
  expandPrompts(template, { count, seed: 7, wildcards: { animal: ['cat', '{a|__animal__}'] } }),
);
