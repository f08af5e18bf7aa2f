import { checkNames, checkNumber, checkSignal } from '../check.js';
import { checkPixels } from './check-pixels.js';
import { gaussianBlur } from './gaussian-blur.js';
import type { Image } from './image.js';
import { type TimeSlices, timeSlices } from './time-slices.js';

export interface CannyOptions {
  /** Where the brightness changes by less, there is no edge; 0–2040. Default 100. */
  readonly low?: number | undefined;
  /** Where it changes by more, there is one; what lies between is one beside another. Default 200. */
  readonly high?: number | undefined;
  /** Standard deviation in pixels of the Gaussian that takes noise away before, 0–50. Default 0: none. */
  readonly blur?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Edges of a picture, white on black, one pixel wide (Canny 1986, doi:10.1109/TPAMI.1986.4767851): Sobel's derivatives, of the
 * colour that changes most; of each ridge its highest pixels; of these the strong ones, and weak ones that touch them.
 * The same pixels as OpenCV's `Canny(image, low, high)` on RGB, which ControlNets were trained with. Alpha is not looked at.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for an option out of range; AbortedError `ABORTED` when the signal has fired.
 * @example
 * ```ts
 * import { canny, type Image } from 'overpaint';
 * declare const photo: Image;
 * const edges = await canny(photo, { low: 50, high: 150 });
 * ```
 */
export async function canny(image: Image, options: CannyOptions = {}): Promise<Image> {
  checkPixels(image, 'pixels as { width, height, data }');
  checkNames('options', options, { low: true, high: true, blur: true, signal: true });
  checkNumber('low', options.low, 0, 2040);
  checkNumber('high', options.high, 0, 2040);
  checkNumber('blur', options.blur, 0, 50);
  checkSignal(options.signal);
  return drawEdges(image, options);
}

/** {@link canny} of what is known to be right. */
export async function drawEdges(
  image: Image,
  { low = 100, high = 200, blur = 0, signal }: CannyOptions,
): Promise<Image> {
  const pace = timeSlices(signal);
  const { width, height } = image;
  const gradients = await gradientsOf(blur > 0 ? await blurred(image, blur, pace) : image, pace);
  const [weak, strong] = [Math.floor(Math.min(low, high)), Math.floor(Math.max(low, high))];
  const kinds = new Uint8Array(width * height); // 1 weak, 2 an edge
  const edges: number[] = [];
  for (let y = 0; y < height; y++) {
    thinRow(gradients, width, y, weak, (at, strength) => {
      kinds[at] = strength > strong ? 2 : 1;
      if (strength > strong) edges.push(at);
    });
    if (pace.due()) await pace.rest();
  }
  for (let at = edges.pop(); at !== undefined; at = edges.pop()) {
    const column = at % width;
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        const beside = at + dy * width + dx;
        if (column + dx < 0 || column + dx >= width || kinds[beside] !== 1) continue;
        kinds[beside] = 2;
        edges.push(beside);
      }
    }
  }
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < kinds.length; i++) {
    data.fill(kinds[i] === 2 ? 255 : 0, 4 * i, 4 * i + 3);
    data[4 * i + 3] = 255;
  }
  return { width, height, data };
}

async function blurred({ width, height, data }: Image, deviation: number, pace: TimeSlices): Promise<Image> {
  const soft = await gaussianBlur({ width, height, data: Float32Array.from(data) }, deviation, pace);
  return { width, height, data: Uint8ClampedArray.from(soft.data) };
}

/** Derivatives of the colour that changes most, and how strong they are, with a border of no strength around all. */
interface Gradients {
  readonly across: Int16Array;
  readonly down: Int16Array;
  /** (width + 2) × (height + 2). */
  readonly strength: Int32Array;
}

/** Sobel's derivatives; edges of the picture are repeated. */
async function gradientsOf({ width, height, data }: Image, pace: TimeSlices): Promise<Gradients> {
  const across = new Int16Array(width * height);
  const down = new Int16Array(width * height);
  const strength = new Int32Array((width + 2) * (height + 2));
  for (let y = 0; y < height; y++) {
    const rows = [Math.max(0, y - 1), y, Math.min(height - 1, y + 1)].map((row) => row * width) as [
      number,
      number,
      number,
    ];
    gradientRow(data, width, rows, { across, down, strength }, (y + 1) * (width + 2) + 1);
    if (pace.due()) await pace.rest();
  }
  return { across, down, strength };
}

function gradientRow(
  data: Uint8ClampedArray,
  width: number,
  [above, own, below]: readonly [number, number, number],
  { across, down, strength }: Gradients,
  at: number,
): void {
  for (let x = 0; x < width; x++) {
    const left = Math.max(0, x - 1);
    const right = Math.min(width - 1, x + 1);
    let strongest = -1;
    for (let c = 0; c < 3; c++) {
      const a = data[4 * (above + left) + c]!;
      const b = data[4 * (above + x) + c]!;
      const d = data[4 * (above + right) + c]!;
      const e = data[4 * (own + left) + c]!;
      const f = data[4 * (own + right) + c]!;
      const g = data[4 * (below + left) + c]!;
      const h = data[4 * (below + x) + c]!;
      const i = data[4 * (below + right) + c]!;
      const dx = d + 2 * f + i - a - 2 * e - g;
      const dy = g + 2 * h + i - a - 2 * b - d;
      const sum = Math.abs(dx) + Math.abs(dy);
      if (sum <= strongest) continue;
      strongest = sum;
      across[own + x] = dx;
      down[own + x] = dy;
    }
    strength[at + x] = strongest;
  }
}

/** tan 22.5° in units of 2⁻¹⁵, as OpenCV rounds it. */
const tan22 = 13573;
const one = 1 << 15;

/** The pixels of a row that are the highest across their ridge. */
function thinRow(
  { across, down, strength }: Gradients,
  width: number,
  y: number,
  weak: number,
  found: (at: number, strength: number) => void,
): void {
  const stride = width + 2;
  for (let x = 0; x < width; x++) {
    const at = y * width + x;
    const here = (y + 1) * stride + x + 1;
    const own = strength[here]!;
    if (own <= weak) continue;
    const dx = across[at]!;
    const dy = down[at]!;
    const flat = Math.abs(dx) * tan22;
    const rise = Math.abs(dy) * one;
    let highest: boolean;
    if (rise < flat) highest = own > strength[here - 1]! && own >= strength[here + 1]!;
    else if (rise > flat + 2 * Math.abs(dx) * one)
      highest = own > strength[here - stride]! && own >= strength[here + stride]!;
    else {
      const side = (dx ^ dy) < 0 ? -1 : 1;
      highest = own > strength[here - stride - side]! && own > strength[here + stride + side]!;
    }
    if (highest) found(at, own);
  }
}
