import type { Image } from '../image/image.js';
import type { Rectangle } from '../image/rectangle.js';
import { concatBytes, viewOf } from '../metadata/bytes.js';
import { isPng, type PngChunk, pngChunk, pngChunks, pngSignature } from '../metadata/png-text.js';

/** A frame of an APNG before it is laid over those before it. */
export interface ApngFrame extends Rectangle {
  /** Its pixels as a PNG of their own. */
  readonly png: Uint8Array;
  /** Milliseconds. */
  readonly delay: number;
  /** What becomes of its place afterwards. */
  readonly dispose: 'keep' | 'clear' | 'restore';
  /** Whether it is laid over what is there, or takes its place. */
  readonly over: boolean;
}

export interface Apng {
  readonly width: number;
  readonly height: number;
  /** How often it is played; 0: without end. */
  readonly loop: number;
  readonly frames: readonly ApngFrame[];
}

/** Chunks that say what the pixels mean: every frame needs them. */
const shared = ['PLTE', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'cICP', 'sBIT'];

/** The frames of an APNG; nothing for a PNG that is none, or a file of another format. */
export function readApng(bytes: Uint8Array): Apng | undefined {
  if (!isPng(bytes)) return undefined;
  const chunks = [...pngChunks(bytes)];
  const header = chunks.find(({ type }) => type === 'IHDR')?.data;
  const animation = chunks.find(({ type }) => type === 'acTL')?.data;
  if (!header || header.length < 13 || !animation || animation.length < 8) return undefined;
  const view = viewOf(header);
  const common = chunks.filter(({ type }) => shared.includes(type));
  const frames: ApngFrame[] = [];
  let control: Uint8Array | undefined;
  let pixels: Uint8Array[] = [];
  const close = () => {
    if (control && pixels.length > 0) frames.push(frameOf(control, header, common, pixels));
    pixels = [];
  };
  for (const { type, data } of chunks) {
    if (type === 'fcTL' && data.length >= 26) {
      close();
      control = data;
    } else if (type === 'IDAT' && control) pixels.push(data);
    else if (type === 'fdAT' && control) pixels.push(data.subarray(4));
  }
  close();
  if (frames.length === 0) return undefined;
  return { width: view.getUint32(0), height: view.getUint32(4), loop: viewOf(animation).getUint32(4), frames };
}

function frameOf(
  control: Uint8Array,
  header: Uint8Array,
  common: readonly PngChunk[],
  pixels: readonly Uint8Array[],
): ApngFrame {
  const view = viewOf(control);
  const [width, height, x, y] = [4, 8, 12, 16].map((at) => view.getUint32(at)) as [number, number, number, number];
  const own = header.slice();
  viewOf(own).setUint32(0, width);
  viewOf(own).setUint32(4, height);
  const png = concatBytes([
    pngSignature,
    pngChunk('IHDR', own),
    ...common.map(({ type, data }) => pngChunk(type, data)),
    ...pixels.map((data) => pngChunk('IDAT', data)),
    pngChunk('IEND', new Uint8Array(0)),
  ]);
  const dispose = (['keep', 'clear', 'restore'] as const)[control[24]!] ?? 'keep';
  const delay = (1000 * view.getUint16(20)) / (view.getUint16(22) || 100);
  return { x, y, width, height, png, delay, dispose, over: control[25] === 1 };
}

/** The pictures that the frames of an APNG make, each laid over those before it; `decode` reads a PNG. */
export async function* composeApng(apng: Apng, decode: (png: Uint8Array) => Promise<Image>): AsyncGenerator<Image> {
  const { width, height } = apng;
  const canvas = new Uint8ClampedArray(4 * width * height);
  for (const [index, frame] of apng.frames.entries()) {
    const before = frame.dispose === 'restore' && index > 0 ? canvas.slice() : undefined;
    lay(canvas, width, frame, (await decode(frame.png)).data);
    yield { width, height, data: canvas.slice() };
    if (before) canvas.set(before);
    else if (frame.dispose !== 'keep') lay(canvas, width, { ...frame, over: false }, undefined);
  }
}

/** Straight alpha over straight alpha (PNG, 13.16), or in its place; without pixels, nothing in its place. */
function lay(canvas: Uint8ClampedArray, across: number, frame: ApngFrame, pixels: Uint8ClampedArray | undefined): void {
  const { x, y, width, height, over } = frame;
  const columns = Math.min(width, across - x);
  const rows = Math.min(height, canvas.length / (4 * across) - y);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const to = 4 * ((y + row) * across + x + column);
      const from = 4 * (row * width + column);
      if (pixels === undefined) canvas.fill(0, to, to + 4);
      else if (!over || pixels[from + 3] === 255) canvas.set(pixels.subarray(from, from + 4), to);
      else if (pixels[from + 3]! > 0) blend(canvas, to, pixels, from);
    }
  }
}

function blend(canvas: Uint8ClampedArray, to: number, pixels: Uint8ClampedArray, from: number): void {
  const alpha = pixels[from + 3]! / 255;
  const below = (canvas[to + 3]! / 255) * (1 - alpha);
  const sum = alpha + below;
  for (let c = 0; c < 3; c++) canvas[to + c] = (alpha * pixels[from + c]! + below * canvas[to + c]!) / sum;
  canvas[to + 3] = 255 * sum;
}
