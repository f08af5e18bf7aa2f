import { type Tensor, tensor } from '../tensor/tensor.js';
import type { Image } from './image.js';

/** One byte a pixel: what a mask says of it, 255 repaint, 0 keep. */
export interface Grey {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** Brightness by ITU-R 601 weights in 16-bit fixed point, as Pillow's `convert('L')`. Alpha is not looked at. */
export function toGrey({ width, height, data }: Image): Grey {
  const out = new Uint8ClampedArray(width * height);
  for (let i = 0, pixel = 0; i < out.length; i++, pixel += 4) {
    out[i] = (19595 * data[pixel]! + 38470 * data[pixel + 1]! + 7471 * data[pixel + 2]! + 0x8000) >> 16;
  }
  return { width, height, data: out };
}

/**
 * A mask picture whose brightness is what it says: as it is, on black where it is transparent; or its alpha, where it has
 * transparency and one colour only (a brush, of whatever colour, on a transparent layer).
 */
export function maskPicture(image: Image): Image {
  const { width, height, data } = image;
  const alpha = data.filter((_, i) => i % 4 === 3);
  if (alpha.every((value) => value === 255)) return image;
  if (isOneColor(data, alpha)) return greyImage({ width, height, data: alpha });
  return { width, height, data: data.map((value, i) => (i % 4 === 3 ? 255 : (value * alpha[i >> 2]!) / 255)) };
}

/** Whether all that can be seen has one colour, but for what canvases lose of it when they store it times alpha. */
function isOneColor(data: Uint8ClampedArray, alpha: Uint8ClampedArray): boolean {
  const clearest = 4 * alpha.indexOf(alpha.reduce((most, value) => Math.max(most, value), 0));
  return data.every((value, i) => i % 4 === 3 || Math.abs(value - data[clearest + (i % 4)]!) * alpha[i >> 2]! <= 255);
}

/** A mask as an opaque picture, for what works on pictures. */
export function greyImage({ width, height, data }: Grey): Image {
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < data.length; i++) {
    pixels.fill(data[i]!, 4 * i, 4 * i + 3);
    pixels[4 * i + 3] = 255;
  }
  return { width, height, data: pixels };
}

/** A mask cut at one half. */
export const threshold = ({ width, height, data }: Grey): Grey => ({
  width,
  height,
  data: data.map((value) => (value >= 128 ? 255 : 0)),
});

/** A mask as a tensor, [1, 1, height, width] in 0…1. */
export const greyTensor = ({ width, height, data }: Grey): Tensor =>
  tensor(
    [1, 1, height, width],
    Float32Array.from(data, (value) => value / 255),
  );

/** A mask at the size of latents: of every `downscale` × `downscale` pixels the top left one, as diffusers samples it. */
export function latentMask({ data, dims }: Tensor, downscale: number): Tensor {
  const [, , height = 0, width = 0] = dims;
  const small = { width: Math.floor(width / downscale), height: Math.floor(height / downscale) };
  const out = tensor([1, 1, small.height, small.width]);
  for (let y = 0; y < small.height; y++) {
    for (let x = 0; x < small.width; x++) out.data[y * small.width + x] = data[y * downscale * width + x * downscale]!;
  }
  return out;
}

/** The picture [1, c, h, w] with 0 (middle grey) wherever the mask [1, 1, h, w] says repaint. */
export function keepUnmasked({ data, dims }: Tensor, mask: Tensor): Tensor {
  const area = mask.data.length;
  return tensor(
    dims,
    data.map((value, i) => (mask.data[i % area]! < 0.5 ? value : 0)),
  );
}
