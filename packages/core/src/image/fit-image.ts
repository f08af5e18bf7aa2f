import { extendEdges } from './extend-edges.js';
import { flattenAlpha, type Rgb } from './flatten.js';
import type { Image } from './image.js';
import type { Fit } from './plan-fit.js';
import type { Size } from './rectangle.js';
import { resizeImage } from './resize.js';
import { timeSlices } from './time-slices.js';

export interface FitImageOptions {
  /** What shows through transparent pixels, white by default. */
  readonly background?: Rgb | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The source picture as the network takes it: flattened, resized, cut or surrounded by its own edges, and padded to the
 * network's grid by repeating the pixels at its edge. A source of the output's size keeps its pixels.
 *
 * Why repeat: of repeated, mirrored and grey padding, this is what a picture is painted over most like one with real
 * surroundings (`docs/decisions/2026-11-24-fit-and-padding.md`).
 *
 * Works in slices of a few milliseconds, so that a picture of 100 MP does not stop the event loop.
 *
 * @throws AbortedError `ABORTED` when the signal has fired.
 */
export async function fitImage(image: Image, fit: Fit, { background, signal }: FitImageOptions = {}): Promise<Image> {
  const pace = timeSlices(signal);
  const { mode, placed, output, network, offset } = fit;
  const visible = {
    x: Math.max(0, -placed.x),
    y: Math.max(0, -placed.y),
    width: Math.min(placed.width, output.width),
    height: Math.min(placed.height, output.height),
  };
  const resized = await resizeImage(await flattenAlpha(image, background, pace), placed, visible, pace);
  const content = mode === 'contain' ? extendEdges(resized) : resized;
  const border = mode === 'contain' ? 1 : 0;
  const left = Math.max(0, placed.x) - border;
  const top = Math.max(0, placed.y) - border;
  if (left === 0 && top === 0 && offset.x === 0 && offset.y === 0 && isSize(content, network)) return content;
  const columns = new Int32Array(network.width).map((_, x) =>
    clamp(clamp(x - offset.x, output.width) - left, content.width),
  );
  const data = new Uint8ClampedArray(network.width * network.height * 4);
  const from = wholePixels(content);
  const to = new Uint32Array(data.buffer);
  for (let y = 0; y < network.height; y++) {
    const row = clamp(clamp(y - offset.y, output.height) - top, content.height);
    copyColumns(from, row * content.width, columns, to, y * network.width);
    if (pace.due()) await pace.rest();
  }
  return { ...network, data };
}

const isSize = (a: Size, b: Size) => a.width === b.width && a.height === b.height;

function copyColumns(from: Uint32Array, start: number, columns: Int32Array, to: Uint32Array, at: number): void {
  for (let x = 0; x < columns.length; x++) to[at + x] = from[start + columns[x]!]!;
}

/** Pixels as 32-bit words, to be copied in one go; they must lie at a multiple of four bytes. */
function wholePixels({ width, height, data }: Image): Uint32Array {
  const { buffer, byteOffset } = data.byteOffset % 4 === 0 ? data : data.slice();
  return new Uint32Array(buffer, byteOffset, width * height);
}

/** The nearest place within 0 … length − 1. */
const clamp = (place: number, length: number) => Math.min(length - 1, Math.max(0, place));
