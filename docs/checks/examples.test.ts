import { expect, it } from 'vitest';
import { findExamples } from './examples.js';
import { typeErrors } from './type-errors.js';

const programs = findExamples().filter(({ language }) => /^[tj]sx?$/.test(language));

it('compiles every example', () => {
  expect([...typeErrors(programs).values()].flat()).toEqual([]);
});
