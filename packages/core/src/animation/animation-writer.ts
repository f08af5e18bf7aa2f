import { checkChoice, checkNumber } from '../check.js';
import type { AnimationFormat, AnimationOptions, AnimationWriter } from './animation-parts.js';
import { apngWriter } from './apng-writer.js';
import { gifWriter } from './gif-writer.js';
import { animatedWebpWriter } from './webp-writer.js';

const makers = { gif: gifWriter, webp: animatedWebpWriter, apng: apngWriter };

/** @throws InvalidArgumentError `INVALID_ARGUMENT`, by `frame()` too for a still of another format or size. */
export function animationWriter(format: AnimationFormat, options: AnimationOptions): AnimationWriter {
  const { width, height, loop } = options;
  checkChoice('format', format ?? null, ['gif', 'webp', 'apng']);
  checkNumber('loop', loop, 0, 65535, { whole: true });
  const longest = { gif: 65535, webp: 16383, apng: 2 ** 31 - 1 }[format];
  checkNumber('width', width, 1, longest, { whole: true });
  checkNumber('height', height, 1, longest, { whole: true });
  return makers[format](options);
}
