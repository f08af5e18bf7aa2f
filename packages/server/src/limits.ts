import { checkNames } from '@overpaint/core/platform';
import { InvalidArgumentError } from '@overpaint/node';
import type { PaintRequest } from './engine.js';
import { HttpError } from './http-error.js';

/** How much one client's request may cost. */
export interface Limits {
  /** Bytes of a request's body, and of all pictures that are fetched for it. @defaultValue 33,554,432 (32 MiB) */
  readonly bodyBytes: number;
  /** Pixels of a picture that a client sends; more are refused before they are decoded. @defaultValue 24,000,000 */
  readonly inputPixels: number;
  /** Pixels of a result. @defaultValue 2,359,296 (1536²) */
  readonly pixels: number;
  /** @defaultValue 100 */
  readonly steps: number;
  /** Pictures a request. @defaultValue 8 */
  readonly count: number;
  /** Pictures beside the source: references and control pictures. @defaultValue 4 */
  readonly pictures: number;
  /** Characters of a prompt. @defaultValue 10,000 */
  readonly promptLength: number;
  /** Seconds of work, without waiting. @defaultValue 600 */
  readonly seconds: number;
  /** Seconds that a request may take to arrive. @defaultValue 60 */
  readonly uploadSeconds: number;
  /** Seconds in which all pictures of a request have to come, where addresses are taken. @defaultValue 20 */
  readonly fetchSeconds: number;
  /** Requests that may paint, wait or arrive at a time; more are answered 429. @defaultValue 16 */
  readonly requests: number;
}

export const defaultLimits: Limits = {
  bodyBytes: 32 * 2 ** 20,
  inputPixels: 24e6,
  pixels: 1536 * 1536,
  steps: 100,
  count: 8,
  pictures: 4,
  promptLength: 10_000,
  seconds: 600,
  uploadSeconds: 60,
  fetchSeconds: 20,
  requests: 16,
};

/** Limits with the defaults for those that are left out. */
export function withDefaults(limits: LimitOptions = {}): Limits {
  checkNames('limits', limits, defaultLimits);
  const given = Object.entries(limits).filter(([, limit]) => limit !== undefined);
  return { ...defaultLimits, ...(Object.fromEntries(given) as Partial<Limits>) };
}

export type LimitOptions = { readonly [name in keyof Limits]?: number | undefined };

/**
 * Refuses what costs too much. Kinds and ranges of options are the engine's to check: what is no number here is refused there.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` that names the option.
 */
export function checkLimits({ options, references = [], controls = [] }: PaintRequest, limits: Limits): void {
  const { prompt, negativePrompt, prompt2, steps, count, size, maskPadding } = options;
  for (const [name, text] of Object.entries({ prompt, negativePrompt, prompt2 })) {
    if (text === undefined) continue;
    if (typeof text !== 'string') throw new InvalidArgumentError(name, 'a string', text); // a list would be many pictures
    atMost(name, text.length, limits.promptLength, 'characters');
  }
  atMost('steps', steps, limits.steps, 'steps');
  atMost('count', count, limits.count, 'pictures');
  atMost('size', areaOf(size), limits.pixels, 'pixels');
  const part = typeof maskPadding === 'object' && maskPadding !== null ? maskPadding.size : undefined;
  atMost('maskPadding.size', areaOf(part), limits.pixels, 'pixels');
  atMost('references', references.length + controls.length, limits.pictures, 'pictures');
}

/** Pixels that a request's pictures may have: what is painted at its source's own size is a result too. */
export const inputPixelsOf = ({ options }: PaintRequest, { inputPixels, pixels }: Limits): number =>
  options.size === 'source' ? Math.min(inputPixels, pixels) : inputPixels;

function atMost(name: string, value: unknown, limit: number, unit: string): void {
  if (typeof value !== 'number' || value <= limit) return; // also NaN, which the engine refuses
  throw new HttpError(400, 'LIMIT', `${name}: expected at most ${limit} ${unit}, received ${value}.`, {
    argument: name,
  });
}

function areaOf(size: unknown): unknown {
  if (typeof size !== 'object' || size === null) return typeof size === 'number' ? size * size : undefined;
  const { width, height } = size as { width?: unknown; height?: unknown };
  return Number(width) * Number(height);
}
