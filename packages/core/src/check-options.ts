import { checkChoice, checkFlag, checkNumber, checkObject, checkText } from './check.js';
import { InvalidArgumentError, suggestion, UnsupportedError } from './errors/index.js';
import type { Warning } from './events.js';
import { MAX_SIDE, MIN_SIDE } from './image/index.js';
import type { Img2ImgOptions } from './options.js';

/** Every option but those that a family may lack, by name: what a misspelt one is compared with. */
const known: Readonly<Record<keyof Img2ImgOptions, true>> = {
  image: true,
  prompt: true,
  negativePrompt: true,
  model: true,
  style: true,
  promptMagic: true,
  strength: true,
  initStrength: true,
  guidanceScale: true,
  guidanceRescale: true,
  steps: true,
  stepsMode: true,
  scheduler: true,
  sigmas: true,
  eta: true,
  seed: true,
  count: true,
  size: true,
  fit: true,
  background: true,
  mask: true,
  imageGuidanceScale: true,
  prompt2: true,
  originalSteps: true,
  aestheticScore: true,
  negativeAestheticScore: true,
  maxSequenceLength: true,
  clipSkip: true,
  weighting: true,
  colorMatch: true,
  features: true,
  preview: true,
  signal: true,
  onProgress: true,
  metadata: true,
  limitInputPixels: true,
};

/**
 * Checks kinds and ranges of all options before anything is opened. What depends on the model (its family, its
 * scheduler) is checked by the plan.
 *
 * @returns warnings for options that do not exist.
 * @throws InvalidArgumentError `INVALID_ARGUMENT` naming the first option that is wrong; UnsupportedError `UNSUPPORTED`.
 */
export function checkOptions(options: Img2ImgOptions): Warning[] {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidArgumentError('options', 'an object such as { image: "photo.jpg", prompt: "…" }', options);
  }
  if (options.image === undefined || options.image === null) {
    throw new InvalidArgumentError('image', 'a source picture: a path, URL, bytes, Blob or pixels', options.image);
  }
  checkPrompt(options.prompt);
  checkText('negativePrompt', options.negativePrompt);
  checkStrengths(options);
  checkNumber('guidanceScale', options.guidanceScale, 0, 1000);
  checkNumber('guidanceRescale', options.guidanceRescale, 0, 1);
  checkNumber('imageGuidanceScale', options.imageGuidanceScale, 1, 1000);
  checkNumber('steps', options.steps, 1, 1000, { whole: true });
  checkChoice('stepsMode', options.stepsMode, ['schedule', 'exact']);
  checkChoice('sigmas', options.sigmas, ['default', 'karras', 'exponential', 'beta']);
  checkNumber('eta', options.eta, 0, 1);
  checkNumber('seed', options.seed, 0, Number.MAX_SAFE_INTEGER, { whole: true });
  checkNumber('count', options.count, 1, 64, { whole: true });
  checkSize(options.size);
  checkChoice('fit', options.fit, ['cover', 'contain', 'stretch']);
  if (options.background !== undefined) parseColour(options.background);
  checkText('prompt2', options.prompt2);
  checkNumber('originalSteps', options.originalSteps, 1, 1000, { whole: true });
  checkNumber('aestheticScore', options.aestheticScore, 0, 10);
  checkNumber('negativeAestheticScore', options.negativeAestheticScore, 0, 10);
  checkNumber('maxSequenceLength', options.maxSequenceLength, 1, 512, { whole: true });
  checkNumber('clipSkip', options.clipSkip, 1, 11, { whole: true });
  checkChoice('weighting', options.weighting, ['a1111', 'comfy', 'none']);
  checkFlag('colorMatch', options.colorMatch);
  checkFlag('metadata', options.metadata);
  checkNumber('limitInputPixels', options.limitInputPixels, 1, Number.MAX_SAFE_INTEGER, { whole: true });
  checkPreview(options.preview);
  checkFeatures(options.features);
  checkSignal(options.signal);
  if (options.onProgress !== undefined && typeof options.onProgress !== 'function') {
    throw new InvalidArgumentError('onProgress', 'a function that takes an event', options.onProgress);
  }
  if (options.mask !== undefined) {
    throw new UnsupportedError('mask', 'mask: repainting a part of the picture is not there yet. Leave mask out.');
  }
  return Object.keys(options)
    .filter((key) => !(key in known))
    .map((key) => ({
      code: 'unknown-option',
      message: `There is no option "${key}"; it was ignored.${suggestion(key, Object.keys(known))}`,
    }));
}

function checkPrompt(prompt: unknown): void {
  if (!Array.isArray(prompt)) return void checkText('prompt', prompt);
  if (prompt.length === 0 || prompt.length > 64 || prompt.some((text) => typeof text !== 'string')) {
    throw new InvalidArgumentError('prompt', 'a string, or an array of 1 to 64 strings', prompt);
  }
}

function checkStrengths({ strength, initStrength }: Img2ImgOptions): void {
  checkNumber('strength', strength, 0, 1);
  checkNumber('initStrength', initStrength, 0, 1);
  if (strength !== undefined && initStrength !== undefined) {
    throw new InvalidArgumentError(
      'initStrength',
      'either strength or initStrength',
      'both',
      ' They are one dial, read from its two ends.',
    );
  }
}

function checkSize(size: unknown): void {
  if (size === undefined) return;
  if (typeof size === 'number') return void checkNumber('size', size, MIN_SIDE, MAX_SIDE, { whole: true });
  const sides = checkObject('size', size)!;
  for (const side of ['width', 'height']) {
    if (sides[side] === undefined) throw new InvalidArgumentError('size', 'a number or { width, height }', size);
    checkNumber(`size.${side}`, sides[side], MIN_SIDE, MAX_SIDE, { whole: true });
  }
}

function checkPreview(preview: unknown): void {
  const options = checkObject('preview', preview);
  checkNumber('preview.every', options?.['every'], 1, 1000, { whole: true });
  checkChoice('preview.with', options?.['with'], ['linear', 'decoder']);
}

function checkFeatures(features: unknown): void {
  if (features === undefined) return;
  if (!Array.isArray(features) || features.some((feature) => typeof feature?.name !== 'string')) {
    throw new InvalidArgumentError('features', 'an array of features', features);
  }
}

function checkSignal(signal: unknown): void {
  if (signal === undefined) return;
  const { aborted } = checkObject('signal', signal)! as { aborted?: unknown };
  if (typeof aborted !== 'boolean') throw new InvalidArgumentError('signal', 'an AbortSignal', signal);
}

/** Red, green and blue of `#rgb` or `#rrggbb`, 0–255 each. */
export function parseColour(colour: unknown): readonly [number, number, number] {
  const match = typeof colour === 'string' ? /^#(?:([0-9a-f]{3})|([0-9a-f]{6}))$/i.exec(colour) : null;
  const digits = match?.[2] ?? match?.[1]?.replace(/./g, '$&$&');
  if (!digits) throw new InvalidArgumentError('background', 'a colour such as "#ffffff"', colour);
  const value = Number.parseInt(digits, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
