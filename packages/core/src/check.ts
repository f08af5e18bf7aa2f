import { InvalidArgumentError, suggestion } from './errors/index.js';
import { sizeOf, type Tensor } from './tensor/tensor.js';

/** A finite number from … to, and a whole one where `whole` says so; `undefined` passes, for options left out. */
export function checkNumber(
  argument: string,
  value: unknown,
  from: number,
  to: number,
  { whole = false } = {},
): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && value >= from && value <= to && (!whole || Number.isInteger(value))) return value;
  throw new InvalidArgumentError(argument, `a ${whole ? 'whole ' : ''}number from ${from} to ${to}`, value);
}

/** One of a few words. */
export function checkChoice<T extends string>(argument: string, value: unknown, choices: readonly T[]): T | undefined {
  if (value === undefined || choices.includes(value as T)) return value as T | undefined;
  const hint = typeof value === 'string' ? suggestion(value, choices) : '';
  throw new InvalidArgumentError(argument, choices.map((choice) => `'${choice}'`).join(' or '), value, hint);
}

export function checkText(argument: string, value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw new InvalidArgumentError(argument, 'a string', value);
}

export function checkFlag(argument: string, value: unknown): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  throw new InvalidArgumentError(argument, 'true or false', value);
}

/** An object literal (or class instance), not an array and not null. */
export function checkObject(argument: string, value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (value === undefined || (typeof value === 'object' && value !== null && !Array.isArray(value))) {
    return value as Readonly<Record<string, unknown>> | undefined;
  }
  throw new InvalidArgumentError(argument, 'an object', value);
}

/** The names of an interface's fields: the compiler says when one is missing. */
export type NamesOf<T> = { readonly [name in keyof T]-?: unknown };

/** An object of these fields and no other: what was misspelt would say nothing, and do nothing. */
export function checkNames<T extends object>(argument: string, given: T, names: NamesOf<T>): void {
  const known = Object.keys(names);
  const unknown = Object.keys(checkObject(argument, given ?? null)!).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const expected = `one of ${known.join(', ')}`;
  throw new InvalidArgumentError(`${argument}.${unknown}`, expected, unknown, suggestion(unknown, known));
}

/** {@link checkNames} of more names than a message can tell. */
export function checkListed(argument: string, given: object, known: readonly string[]): void {
  const unknown = Object.keys(checkObject(argument, given ?? null)!).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const hint = suggestion(unknown, known);
  throw new InvalidArgumentError(`${argument}.${unknown}`, 'an option that exists', unknown, hint);
}

/** What says when a call shall stop. */
export function checkSignal(signal: unknown): void {
  if (signal === undefined) return;
  const { aborted } = checkObject('signal', signal)! as { aborted?: unknown };
  if (typeof aborted !== 'boolean') throw new InvalidArgumentError('signal', 'an AbortSignal', signal);
}

/** Values with a shape that holds as many. */
export function checkTensor(argument: string, value: unknown): void {
  const { data, dims } = (value ?? {}) as Partial<Tensor>;
  if (!ArrayBuffer.isView(data) || !Array.isArray(dims) || sizeOf(dims) !== data.length) {
    throw new InvalidArgumentError(argument, 'a tensor: { data: Float32Array, dims: number[] }', value);
  }
}
