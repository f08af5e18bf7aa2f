import { expect, it } from 'vitest';
import { addMark, type Mark, noMarks, redo, undo } from './src/brush/marks.js';

const stroke: Mark = { kind: 'stroke', points: [{ x: 1, y: 2 }], width: 3, erases: false };
const invert: Mark = { kind: 'invert' };
const clear: Mark = { kind: 'clear' };

it('takes marks back and does them again, one by one', () => {
  const both = addMark(addMark(noMarks, stroke), invert);
  expect(both.done).toEqual([stroke, invert]);
  expect(undo(both)).toEqual({ done: [stroke], undone: [invert] });
  expect(undo(undo(both))).toEqual({ done: [], undone: [invert, stroke] });
  expect(redo(redo(undo(undo(both))))).toEqual(both);
});

it('has nothing to take back at the start and nothing to do again at the end', () => {
  const one = addMark(noMarks, stroke);
  expect(undo(noMarks)).toEqual(noMarks);
  expect(redo(one)).toEqual(one);
});

it('forgets what was taken back once something else is done', () => {
  const changed = addMark(undo(addMark(noMarks, stroke)), clear);
  expect(changed).toEqual({ done: [clear], undone: [] });
  expect(redo(changed)).toEqual(changed);
});
