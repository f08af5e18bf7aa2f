import { checkChoice, checkNumber, checkObject } from '../check.js';
import { InvalidArgumentError } from '../errors/index.js';

/** Options that may change over an animation. */
const tweenable = [
  'strength',
  'initStrength',
  'guidanceScale',
  'guidanceRescale',
  'imageGuidanceScale',
  'trueGuidanceScale',
  'eta',
] as const;

/** What an option is at the first frame and at the last. */
export type Tween = { readonly [K in (typeof tweenable)[number]]?: readonly [from: number, to: number] | undefined };

/**
 * How an option gets from one end to the other: evenly, or as A1111's loopback does, slowly at first (`lazy`, 1 − cos) or
 * quickly at first (`aggressive`, sin).
 */
export type TweenCurve = 'linear' | 'lazy' | 'aggressive';

const curves: Readonly<Record<TweenCurve, (share: number) => number>> = {
  linear: (share) => share,
  lazy: (share) => 1 - Math.cos((share * Math.PI) / 2),
  aggressive: (share) => Math.sin((share * Math.PI) / 2),
};

/** @throws InvalidArgumentError `INVALID_ARGUMENT` for an option that cannot be tweened, or what is no pair of numbers. */
export function checkTween(tween: unknown, curve: unknown): void {
  checkChoice('curve', curve, ['linear', 'lazy', 'aggressive']);
  for (const [option, ends] of Object.entries(checkObject('tween', tween) ?? {})) {
    if (ends === undefined) continue;
    if (!tweenable.some((one) => one === option)) {
      throw new InvalidArgumentError(`tween.${option}`, `one of ${tweenable.join(', ')}`, option);
    }
    if (!Array.isArray(ends) || ends.length !== 2) {
      throw new InvalidArgumentError(`tween.${option}`, 'two numbers: [0.2, 0.8]', ends);
    }
    for (const end of ends) checkNumber(`tween.${option}`, end ?? null, 0, 1000);
  }
}

/** The options at a place from 0 (the first frame) to 1 (the last). The other end of a dial that is tweened is left out. */
export function tweenedAt(
  tween: Tween,
  curve: TweenCurve,
  place: number,
): Readonly<Record<string, number | undefined>> {
  const given = Object.entries(tween).flatMap(([option, ends]) => {
    if (ends === undefined) return [];
    const [from, to] = ends;
    return [[option, place === 1 ? to : from + (to - from) * curves[curve](place)] as const];
  });
  const values: Record<string, number | undefined> = Object.fromEntries(given);
  if ('strength' in values) return { initStrength: undefined, ...values };
  return 'initStrength' in values ? { strength: undefined, ...values } : values;
}
