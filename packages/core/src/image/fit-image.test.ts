import { describe, expect, it } from 'vitest';
import { AbortedError } from '../errors/index.js';
import { decodeFloats, imageDistance, noisyImage, readGoldenImage, readImageCases } from '../testing/golden-image.js';
import { cropBack } from './crop-back.js';
import { fitImage } from './fit-image.js';
import type { Image } from './image.js';
import { imageToTensor } from './image-tensor.js';
import { type FitOptions, planFit } from './plan-fit.js';

const modes = { default: 'stretch', crop: 'cover', fill: 'contain' } as const;
const { resize } = readImageCases<{
  readonly resize: readonly {
    readonly source: string;
    readonly width: number | null;
    readonly height: number | null;
    readonly resizeMode: keyof typeof modes;
    readonly expected: string;
    readonly dims: readonly number[];
    readonly tensor?: { readonly f32: string };
  }[];
}>();

const fitOf = ({ width, height }: Image, options: Partial<FitOptions> = {}) =>
  planFit({ source: { width, height }, nativeSize: 512, multiple: 64, ...options });
const pixel = ({ width, data }: Image, x: number, y: number) => [
  ...data.subarray((y * width + x) * 4, (y * width + x + 1) * 4),
];

describe('equals diffusers and Pillow, bit for bit', () => {
  it.each(resize)('$source $resizeMode to $width × $height', async (golden) => {
    const image = await readGoldenImage(golden.source);
    const floor8 = (side: number) => side - (side % 8);
    const size = { width: golden.width ?? floor8(image.width), height: golden.height ?? floor8(image.height) };
    const fitted = await fitImage(image, fitOf(image, { size, fit: modes[golden.resizeMode], multiple: 8 }));
    expect(imageDistance(fitted, await readGoldenImage(golden.expected))).toBe(0);
    const tensor = await imageToTensor(fitted);
    expect(tensor.dims).toEqual(golden.dims);
    if (golden.tensor) expect(tensor.data).toEqual(decodeFloats(golden.tensor.f32));
  });
});

it('keeps every pixel of a source that has the size already', async () => {
  for (const [width, height] of [
    [100, 70],
    [64, 64],
    [16, 333],
  ] as const) {
    const image = noisyImage(width, height);
    for (const size of [{ width, height }, Math.max(width, height)]) {
      const fit = fitOf(image, { size });
      expect(imageDistance(cropBack(await fitImage(image, fit), fit), image)).toBe(0);
    }
  }
});

it('takes pixels that lie anywhere in memory', async () => {
  const image = noisyImage(64, 64);
  const shifted = new Uint8ClampedArray(image.data.length + 1);
  shifted.set(image.data, 1);
  const fit = fitOf(image, { size: 64 });
  expect(imageDistance(await fitImage({ ...image, data: shifted.subarray(1) }, fit), image)).toBe(0);
});

it('repeats the edge into the padding', async () => {
  const image = noisyImage(40, 30);
  const fit = fitOf(image, { size: { width: 40, height: 30 } });
  const fitted = await fitImage(image, fit);
  expect([fitted.width, fitted.height]).toEqual([64, 64]);
  expect(fit.offset).toEqual({ x: 8, y: 16 });
  expect(pixel(fitted, 8, 16)).toEqual(pixel(image, 0, 0));
  expect(pixel(fitted, 5, 16)).toEqual(pixel(image, 0, 0));
  expect(pixel(fitted, 8 + 39 + 5, 16)).toEqual(pixel(image, 39, 0));
  expect(pixel(fitted, 8, 16 + 29 + 15)).toEqual(pixel(image, 0, 29));
});

it('resizes only what is seen, with the same result as resizing all and cutting', async () => {
  const image = noisyImage(90, 300);
  const fit = fitOf(image, { size: { width: 64, height: 64 } });
  expect(fit.placed).toEqual({ x: 0, y: -74, width: 64, height: 213 });
  const whole = await fitImage(image, fitOf(image, { size: { width: 64, height: 213 }, fit: 'stretch', multiple: 1 }));
  const middle = { width: 64, height: 64, data: whole.data.subarray(74 * 64 * 4, (74 + 64) * 64 * 4) };
  expect(imageDistance(await fitImage(image, fit), middle)).toBe(0);
});

it('fits pictures of any shape', async () => {
  for (const [width, height] of [
    [1, 1],
    [1, 5000],
    [5000, 1],
    [2, 3],
    [3000, 17],
  ] as const) {
    for (const fit of ['cover', 'contain', 'stretch'] as const) {
      for (const size of [undefined, 16, { width: 17, height: 200 }]) {
        const image = { width, height, data: new Uint8ClampedArray(width * height * 4).fill(120) };
        for (let i = 3; i < image.data.length; i += 4) image.data[i] = 255;
        const plan = fitOf(image, { fit, size });
        const output = cropBack(await fitImage(image, plan), plan);
        expect([output.width, output.height]).toEqual([plan.output.width, plan.output.height]);
        expect(output.data.every((value, i) => value === (i % 4 === 3 ? 255 : 120))).toBe(true);
      }
    }
  }
});

it('shows the background through transparent pixels', async () => {
  const image = { width: 16, height: 16, data: new Uint8ClampedArray(1024) };
  image.data.set([10, 20, 30, 128], 0);
  const fit = fitOf(image, { size: 16, multiple: 8 });
  const onWhite = await fitImage(image, fit);
  expect(pixel(onWhite, 0, 0)).toEqual([132, 137, 142, 255]);
  expect(pixel(onWhite, 1, 0)).toEqual([255, 255, 255, 255]);
  const onGreen = await fitImage(image, fit, { background: [0, 255, 0] });
  expect(pixel(onGreen, 5, 5)).toEqual([0, 255, 0, 255]);
});

it('lets timers run while it resizes a large picture, and stops when told', async () => {
  const image = noisyImage(4000, 3000);
  const fit = fitOf(image);
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  await fitImage(image, fit);
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(5);

  const controller = new AbortController();
  const stopped = fitImage(image, fit, { signal: controller.signal });
  setTimeout(() => controller.abort(), 5);
  await expect(stopped).rejects.toThrow(AbortedError);
});
