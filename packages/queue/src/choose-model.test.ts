import { expect, it } from 'vitest';
import { chooseModels } from './choose-model.js';

const waiting = (model: string, seconds = 0, priority = 2) => ({ model, seconds, priority });

it.each([
  ['the model that is held', [waiting('a', 5), waiting('b', 1)], 'b', ['b', 'a']],
  ['what has waited longest where none is held', [waiting('a', 1), waiting('b', 5)], undefined, ['b', 'a']],
  ['what is more urgent', [waiting('a', 0, 1), waiting('b', 5, 2)], 'b', ['a', 'b']],
  ['what has waited too long', [waiting('a', 31), waiting('b', 60)], 'b', ['a', 'b']],
  ['nothing where nothing waits', [], 'b', []],
])('takes %s', (_, all, held, order) => {
  expect(chooseModels(all, held, 30)).toEqual(order);
});
