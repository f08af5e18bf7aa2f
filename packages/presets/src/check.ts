import { InvalidArgumentError } from './invalid-argument.js';

/** @throws `INVALID_ARGUMENT` for what is no text. */
export function checkText(argument: string, value: unknown): asserts value is string {
  if (typeof value !== 'string') throw new InvalidArgumentError(argument, 'a text', value);
}

/** @throws `INVALID_ARGUMENT` for what has no fields. */
export function checkObject(argument: string, value: unknown): asserts value is object {
  if (typeof value !== 'object' || value === null) throw new InvalidArgumentError(argument, 'an object', value);
}

/** @throws `INVALID_ARGUMENT` for what is no whole number from … to. */
export function checkWhole(argument: string, value: number, from: number, to: number): void {
  if (!Number.isInteger(value) || value < from || value > to) {
    throw new InvalidArgumentError(argument, `a whole number from ${from} to ${to}`, value);
  }
}
