import {
  checkChoice,
  checkFlag,
  checkListed,
  checkNames,
  checkNumber,
  checkObject,
  checkSignal,
  checkText,
} from './check.js';
import { InvalidArgumentError, suggestion } from './errors/index.js';
import { checkSize, MAX_SIDE } from './image/index.js';
import type { LoraRequest } from './lora/lora-request.js';
import type { Img2ImgOptions } from './options.js';
import type { Warning } from './warning.js';

type OptionName = keyof Img2ImgOptions;

type Range = readonly [from: number, to: number, whole?: boolean];

/** Ranges of the numbers, and which of them are whole. */
const numbers = {
  strength: [0, 1],
  initStrength: [0, 1],
  guidanceScale: [0, 1000],
  guidanceRescale: [0, 1],
  imageGuidanceScale: [1, 1000],
  trueGuidanceScale: [0, 1000],
  steps: [1, 1000, true],
  stopAfter: [1, 1000, true],
  eta: [0, 1],
  seed: [0, Number.MAX_SAFE_INTEGER, true],
  count: [1, 64, true],
  originalSteps: [1, 1000, true],
  aestheticScore: [0, 10],
  negativeAestheticScore: [0, 10],
  maxSequenceLength: [1, 512, true],
  maskBlur: [0, 512],
  clipSkip: [1, 32, true],
  limitInputPixels: [1, Number.MAX_SAFE_INTEGER, true],
} as const satisfies Partial<Record<OptionName, Range>>;

const words = {
  stepsMode: ['schedule', 'exact'],
  sigmas: ['default', 'karras', 'exponential', 'beta'],
  fit: ['cover', 'contain', 'stretch'],
  weighting: ['a1111', 'comfy', 'none'],
} as const satisfies Partial<Record<OptionName, readonly string[]>>;

const texts = ['negativePrompt', 'prompt2'] as const satisfies readonly OptionName[];
const flags = ['colorMatch', 'maskBinarize', 'maskInvert', 'metadata'] as const satisfies readonly OptionName[];

type Listed = keyof typeof numbers | keyof typeof words | (typeof texts)[number] | (typeof flags)[number];

/**
 * All other options, with a check of their own or none here, and whether they say how a picture is painted in plain JSON, or by
 * names of what that does not hold: the compiler says when a new one is in no list.
 */
const others: Readonly<Record<Exclude<OptionName, Listed>, boolean>> = {
  style: true,
  promptMagic: true,
  scheduler: true,
  size: true,
  background: true,
  mask: true,
  references: true,
  maskPadding: true,
  features: true,
  loras: true,
  loraFolder: true,
  speed: true,
  tiles: true,
  image: false,
  prompt: false,
  model: false,
  preview: false,
  replays: false,
  signal: false,
  onProgress: false,
};

/** Names of all options. */
export const optionNames = (): readonly OptionName[] =>
  [...[numbers, words, others].flatMap(Object.keys), ...texts, ...flags] as OptionName[];

/** Options that say how a picture is painted, and that plain JSON holds, or the names of what it does not. */
export const plainOptions = (): readonly OptionName[] =>
  optionNames().filter((name) => (others as Partial<Record<OptionName, boolean>>)[name] !== false);

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
    throw new InvalidArgumentError('image', 'a picture: a path, URL, bytes, Blob or pixels', options.image);
  }
  for (const [name, [from, to, whole = false]] of Object.entries<Range>(numbers))
    checkNumber(name, options[name as OptionName], from, to, { whole });
  for (const [name, choices] of Object.entries<readonly string[]>(words))
    checkChoice(name, options[name as OptionName], choices);
  for (const name of texts) checkText(name, options[name]);
  for (const name of flags) checkFlag(name, options[name]);
  checkPrompt(options.prompt);
  // Beside a recipe's strength, initStrength is what the caller wrote after it.
  if (options.strength !== undefined && options.initStrength !== undefined && options.replays === undefined) {
    throw new InvalidArgumentError('initStrength', 'either strength or initStrength, the two ends of one dial', 'both');
  }
  checkSize('size', options.size);
  if (![undefined, 'auto', true, false].includes(options.tiles))
    throw new InvalidArgumentError('tiles', '"auto", true or false', options.tiles);
  if (options.background !== undefined) parseColour(options.background);
  checkPreview(options.preview);
  checkReplays(options.replays);
  checkList('features', options.features, 'an array of features', (feature) => typeof feature?.name === 'string');
  checkLoras('loras', options.loras);
  checkText('loraFolder', options.loraFolder);
  checkList('references', options.references, 'an array of pictures, as `image` takes them', Boolean);
  checkSignal(options.signal);
  if (options.onProgress !== undefined && typeof options.onProgress !== 'function') {
    throw new InvalidArgumentError('onProgress', 'a function that takes an event', options.onProgress);
  }
  checkMaskPadding(options.maskPadding);
  const known = optionNames();
  return Object.keys(options)
    .filter((key) => !known.includes(key as OptionName))
    .map((key) => ({
      code: 'unknown-option',
      message: `There is no option "${key}"; it was ignored.${suggestion(key, known)}`,
    }));
}

/** @throws InvalidArgumentError `INVALID_ARGUMENT` for what is neither an option of `img2img()` nor one of `more`. */
export const checkOptionNames = (argument: string, given: object, more: readonly string[] = []) =>
  checkListed(argument, given, [...optionNames(), ...more]);

function checkPrompt(prompt: unknown): void {
  if (!Array.isArray(prompt)) return void checkText('prompt', prompt);
  if (prompt.length === 0 || prompt.length > 64 || prompt.some((text) => typeof text !== 'string')) {
    throw new InvalidArgumentError('prompt', 'a string, or an array of 1 to 64 strings', prompt);
  }
}

function checkMaskPadding(padding: Img2ImgOptions['maskPadding']): void {
  if (padding === undefined) return;
  const asked = typeof padding === 'number' ? { pixels: padding } : padding;
  checkNames<Exclude<typeof padding, number>>('maskPadding', asked, { pixels: true, size: true });
  const { pixels, size } = asked as { pixels?: unknown; size?: unknown };
  checkNumber('maskPadding', pixels ?? padding, 0, MAX_SIDE, { whole: true });
  checkSize('maskPadding.size', size);
}

function checkPreview(preview: Img2ImgOptions['preview'] = {}): void {
  checkNames('preview', preview, { every: true, with: true });
  checkNumber('preview.every', preview.every, 1, 1000, { whole: true });
  checkChoice('preview.with', preview.with, ['linear', 'decoder', 'tiny']);
}

function checkReplays(replays: unknown): void {
  const model = checkObject('replays.model', checkObject('replays', replays)?.['model']);
  if (replays !== undefined && typeof (model?.['id'] && model['sha256']) !== 'string')
    throw new InvalidArgumentError('replays', 'what fromRecipe() gives', replays);
}

function checkList(
  argument: string,
  list: unknown,
  expected: string,
  isOne: (value: { name?: unknown; source?: unknown } | null | undefined) => unknown,
): void {
  if (list !== undefined && !(Array.isArray(list) && list.every(isOne)))
    throw new InvalidArgumentError(argument, expected, list);
}

/** @throws InvalidArgumentError `INVALID_ARGUMENT` for what is no list of LoRAs. */
export function checkLoras(argument: string, loras: unknown): void {
  const expected = 'an array of { source, weight, textEncoderWeight }';
  checkList(argument, loras, expected, (lora) => lora?.source !== undefined);
  for (const [index, lora] of ((loras ?? []) as LoraRequest[]).entries()) {
    const at = `${argument}[${index}]`;
    checkNames(at, lora, { source: true, weight: true, textEncoderWeight: true });
    checkLoraSource(`${at}.source`, lora.source);
    for (const name of ['weight', 'textEncoderWeight'] as const) checkNumber(`${at}.${name}`, lora[name], -10, 10);
  }
}

/** @throws InvalidArgumentError `INVALID_ARGUMENT` for what is no source. */
export function checkLoraSource(argument: string, source: unknown): void {
  if (typeof source === 'string' ? source.trim() !== '' : source instanceof Uint8Array) return;
  if (typeof (source as { arrayBuffer?: unknown } | null)?.arrayBuffer === 'function') return;
  throw new InvalidArgumentError(argument, 'a .safetensors file: its path or address, its bytes, or a Blob', source);
}

/** Red, green and blue of `#rgb` or `#rrggbb`, 0–255 each. */
export function parseColour(colour: unknown): readonly [number, number, number] {
  const match = typeof colour === 'string' ? /^#(?:([0-9a-f]{3})|([0-9a-f]{6}))$/i.exec(colour) : null;
  const digits = match?.[2] ?? match?.[1]?.replace(/./g, '$&$&');
  if (!digits) throw new InvalidArgumentError('background', 'a colour such as "#ffffff"', colour);
  const value = Number.parseInt(digits, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
