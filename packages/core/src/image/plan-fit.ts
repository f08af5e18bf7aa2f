import { checkObject } from '../check.js';
import { InvalidArgumentError } from '../errors/index.js';
import { checkSize } from './check-size.js';
import { fittingInto, MIN_SIDE, nativeOutput } from './native-output.js';
import type { Rectangle, Size } from './rectangle.js';

/** How a source picture fills a size of another aspect ratio: cut, surrounded by its own edges, or stretched. */
export type FitMode = 'cover' | 'contain' | 'stretch';

export interface FitOptions {
  readonly source: Size;
  /** Width and height, or the longer side, or the source's own; by default the source's aspect ratio at the model's native area. */
  readonly size?: Size | number | 'source' | undefined;
  readonly fit?: FitMode | undefined;
  /** Side of the square that the model was trained on: 512 for SD 1.5. */
  readonly nativeSize: number;
  /** The sides of what the network takes are multiples of this: 64 for SD. */
  readonly multiple: number;
  /** The only size that the network takes: smaller pictures are padded to it. */
  readonly fixedSize?: Size | undefined;
}

/** Where a source picture goes: pure geometry, plain JSON, whole pixels except for `crop`. */
export interface Fit {
  readonly mode: FitMode;
  readonly source: Size;
  /** The picture that comes out. */
  readonly output: Size;
  /** What the network takes: the output padded up to its grid. */
  readonly network: Size;
  /** Top left corner of the output within what the network takes; a multiple of 8 as are the cells of latents. */
  readonly offset: { readonly x: number; readonly y: number };
  /** The whole source after resizing, and where it lies in the output: at negative places it is cut. */
  readonly placed: Rectangle;
  /** The part of the source that is seen, in source pixels. */
  readonly crop: Rectangle;
}

/**
 * Decides sizes, crop and padding of a source picture.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` when size or fit is not what it must be.
 */
export function planFit(options: FitOptions): Fit {
  checkObject('options', options ?? null);
  const { source, fit = 'cover', multiple, fixedSize } = options;
  checkObject('source', source ?? null);
  if (!['cover', 'contain', 'stretch'].includes(fit)) {
    throw new InvalidArgumentError('fit', '"cover", "contain" or "stretch"', fit);
  }
  checkSize('size', options.size === 'source' ? source : options.size);
  const output = outputSize(source, options);
  const network = fixedSize ?? { width: roundUp(output.width, multiple), height: roundUp(output.height, multiple) };
  const placed = place(source, output, fit);
  const offset = { x: inset(network.width - output.width), y: inset(network.height - output.height) };
  return { mode: fit, source, output, network, offset, placed, crop: cropOf(source, output, placed) };
}

/**
 * The size of the picture that comes out: the one asked for, or the source's shape at the native area, or as much of it as the
 * only size of a network holds.
 */
export function outputSize(
  source: Size,
  { size, nativeSize, multiple, fixedSize }: Pick<FitOptions, 'size' | 'nativeSize' | 'multiple' | 'fixedSize'>,
): Size {
  if (size === undefined && fixedSize) return fittingInto(source, fixedSize);
  if (size === undefined) return nativeOutput(source, nativeSize, multiple);
  if (size === 'source') return outputSize(source, { size: source, nativeSize, multiple });
  if (typeof size === 'object') return { width: size.width, height: size.height };
  const scale = size / Math.max(source.width, source.height);
  const side = (length: number) => Math.max(MIN_SIDE, Math.round(length * scale));
  return { width: side(source.width), height: side(source.height) };
}

/** Sizes and positions as diffusers' `VaeImageProcessor` rounds them (`_resize_and_crop`, `_resize_and_fill`). */
function place(source: Size, output: Size, mode: FitMode): Rectangle {
  if (mode === 'stretch') return { x: 0, y: 0, ...output };
  const wider = output.width * source.height > source.width * output.height;
  const fullWidth = mode === 'cover' ? wider : !wider;
  const width = fullWidth ? output.width : Math.max(1, Math.floor((source.width * output.height) / source.height));
  const height = fullWidth ? Math.max(1, Math.floor((source.height * output.width) / source.width)) : output.height;
  return { x: half(output.width) - half(width), y: half(output.height) - half(height), width, height };
}

function cropOf(source: Size, output: Size, placed: Rectangle): Rectangle {
  const across = source.width / placed.width;
  const down = source.height / placed.height;
  return {
    x: Math.max(0, -placed.x) * across,
    y: Math.max(0, -placed.y) * down,
    width: Math.min(placed.width, output.width) * across,
    height: Math.min(placed.height, output.height) * down,
  };
}

const half = (length: number) => Math.floor(length / 2);
const inset = (padding: number) => Math.floor(padding / 16) * 8;
const roundUp = (length: number, multiple: number) => Math.ceil(length / multiple) * multiple;
