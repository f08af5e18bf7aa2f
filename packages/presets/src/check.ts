import { InvalidArgumentError } from './invalid-argument.js';
import { suggestion } from './suggestion.js';

/** @throws `INVALID_ARGUMENT` for what is no text. */
export function checkText(argument: string, value: unknown): asserts value is string {
  if (typeof value !== 'string') throw new InvalidArgumentError(argument, 'a text', value);
}

/** @throws `INVALID_ARGUMENT` for what has no fields. */
export function checkObject(argument: string, value: unknown): asserts value is object {
  if (typeof value !== 'object' || value === null) throw new InvalidArgumentError(argument, 'an object', value);
}

/** The names of an interface's fields: the compiler says when one is missing. */
export type NamesOf<T> = { readonly [name in keyof T]-?: unknown };

/** An object of these fields and no other: what was misspelt would say nothing, and do nothing. @throws `INVALID_ARGUMENT`. */
export function checkNames<T extends object>(argument: string, value: T, names: NamesOf<T>): void {
  checkObject(argument, value);
  const known = Object.keys(names);
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const expected = `one of ${known.join(', ')}`;
  throw new InvalidArgumentError(`${argument}.${unknown}`, expected, unknown, suggestion(unknown, known));
}

/** @throws `INVALID_ARGUMENT` for what is no whole number from … to. */
export function checkWhole(argument: string, value: number, from: number, to: number): void {
  if (!Number.isInteger(value) || value < from || value > to) {
    throw new InvalidArgumentError(argument, `a whole number from ${from} to ${to}`, value);
  }
}
