import { checkNumber } from '../check.js';
import { InvalidArgumentError } from '../errors/index.js';

/** What a value may be: one of some words, or a number in a range. */
export type Rule = readonly string[] | readonly [from: number, to: number, { whole: true }?];

export const whole = { whole: true } as const;
export const million = 1e6;
export const infinity = Number.POSITIVE_INFINITY;

/**
 * @throws {@link InvalidArgumentError} `INVALID_ARGUMENT` for what the rule excludes; `undefined` passes, for what is
 * left out.
 */
export function check(argument: string, value: unknown, rule: Rule): void {
  if (typeof rule[0] === 'number') checkNumber(argument, value, ...(rule as readonly [number, number]));
  else if (value !== undefined && !(rule as readonly unknown[]).includes(value))
    throw new InvalidArgumentError(argument, `'${rule.join("' or '")}'`, value);
}
