import { expect } from 'vitest';
import { type ErrorCode, isOverpaintError } from '../errors/index.js';
import { createOverpaint } from '../overpaint.js';
import { type ReferencePlatformOptions, referencePicture, referencePlatform } from './reference-platform.js';

/** What tests of whole calls paint, unless they say otherwise. */
export const call = {
  image: referencePicture(),
  prompt: 'watercolor painting',
  size: 64,
  steps: 6,
  strength: 0.5,
  seed: 7,
};

/** The calls on the reference platform, with what it tells of them. */
export function bind(options?: ReferencePlatformOptions) {
  const platform = referencePlatform(options);
  return { platform, ...createOverpaint<URL, never, ReturnType<typeof platform.decorate>>(platform) };
}

/** The typed error that a call ends with. */
export const failure = async (promise: PromiseLike<unknown>) =>
  promise.then(
    () => expect.fail('expected an error'),
    (error: unknown) => {
      expect(isOverpaintError(error), String(error)).toBe(true);
      return error as Error & { code: ErrorCode; argument?: string; component?: string };
    },
  );
