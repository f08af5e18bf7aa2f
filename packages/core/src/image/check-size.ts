import { checkNumber, checkObject } from '../check.js';
import { InvalidArgumentError } from '../errors/index.js';
import { MIN_SIDE } from './native-output.js';

/** The longest side of a picture, in pixels: a square of it has 268 MP, the most that is taken as a source by default. */
export const MAX_SIDE = 16384;

/** @throws InvalidArgumentError `INVALID_ARGUMENT` for what is no size of a picture; `undefined` and `'source'` pass. */
export function checkSize(argument: string, size: unknown): void {
  if (size === undefined || size === 'source') return;
  if (typeof size === 'number') return void checkNumber(argument, size, MIN_SIDE, MAX_SIDE, { whole: true });
  const sides = checkObject(argument, size)!;
  for (const side of ['width', 'height']) {
    if (sides[side] === undefined) throw new InvalidArgumentError(argument, 'a number or { width, height }', size);
    checkNumber(`${argument}.${side}`, sides[side], MIN_SIDE, MAX_SIDE, { whole: true });
  }
}
