import { describe, expect, it } from 'vitest';
import { decodeFloats, imageDistance, readGoldenImage, readImageCases } from '../testing/golden-image.js';
import { blur } from './blur.js';
import { fitImage } from './fit-image.js';
import type { Image } from './image.js';
import { imageToTensor } from './image-tensor.js';
import { type Grey, greyTensor, keepUnmasked, latentMask, maskPicture, threshold, toGrey } from './mask.js';
import { maskRegion } from './mask-region.js';
import { overlay, placeInRegion } from './overlay.js';
import { type Fit, planFit } from './plan-fit.js';

type Box = readonly [left: number, top: number, right: number, bottom: number];
const cases = readImageCases<{
  readonly masks: readonly {
    readonly source: string;
    readonly width: number;
    readonly height: number;
    readonly binary: string;
    readonly grey: string;
    readonly latent: readonly (readonly number[])[];
  }[];
  readonly masked: readonly {
    readonly image: string;
    readonly mask: string;
    readonly width: number;
    readonly height: number;
    readonly maskedImage: { readonly dims: readonly number[]; readonly f32: string };
  }[];
  readonly cropRegion: readonly { mask: string; width: number; height: number; pad: number; region: Box }[];
  readonly blur: readonly { source: string; radius: number; expected: string }[];
  readonly overlay: readonly { mask: string; original: string; painted: string; crop: Box | null; expected: string }[];
}>();

const stretch = ({ width, height }: { width: number; height: number }, size: { width: number; height: number }) =>
  planFit({ source: { width, height }, size, fit: 'stretch', nativeSize: 512, multiple: 8 });
const fitMask = async (image: Image, fit: Fit) =>
  greyTensor(threshold(toGrey(await fitImage(maskPicture(image), fit))));
const rectangle = ([left, top, right, bottom]: Box) => ({ x: left, y: top, width: right - left, height: bottom - top });
const asImage = ({ width, height, data }: Grey) => ({
  width,
  height,
  data: Uint8ClampedArray.from({ length: data.length * 4 }, (_, i) => (i % 4 === 3 ? 255 : data[i >> 2]!)),
});

describe('equals diffusers', () => {
  it.each(cases.masks)('mask $source at $width × $height', async (golden) => {
    const image = await readGoldenImage(golden.source);
    const fit = stretch(image, { width: golden.width, height: golden.height });
    expect(imageDistance(asImage(toGrey(await fitImage(image, fit))), await readGoldenImage(golden.grey))).toBe(0);
    const mask = await fitMask(image, fit);
    expect(mask.dims).toEqual([1, 1, golden.height, golden.width]);
    const { data } = toGrey(await readGoldenImage(golden.binary));
    expect(mask.data).toEqual(Float32Array.from(data, (grey) => grey / 255));
    const small = latentMask(mask, 8);
    expect(small.dims).toEqual([1, 1, golden.height / 8, golden.width / 8]);
    expect([...small.data]).toEqual(golden.latent.flat());
  });

  it.each(cases.masked)('$image without what $mask covers', async ({ image, mask, maskedImage, ...size }) => {
    const [picture, cover] = [await readGoldenImage(image), await readGoldenImage(mask)];
    const pixels = await imageToTensor(await fitImage(picture, stretch(picture, size)));
    const kept = keepUnmasked(pixels, await fitMask(cover, stretch(cover, size)));
    expect(kept.dims).toEqual(maskedImage.dims);
    const expected = decodeFloats(maskedImage.f32);
    expect(kept.data.every((value, i) => value === expected[i])).toBe(true);
  });

  it.each(cases.cropRegion)(
    'region of $mask for $width × $height, margin $pad',
    async ({ mask, pad, region, ...size }) => {
      expect(maskRegion(toGrey(await readGoldenImage(mask)), size, pad)).toEqual(rectangle(region));
    },
  );

  it.each(cases.blur)('blur by $radius', async ({ source, radius, expected }) => {
    const blurred = blur(toGrey(await readGoldenImage(source)), radius);
    expect(imageDistance(asImage(blurred), await readGoldenImage(expected))).toBeLessThanOrEqual(1);
  });

  it.each(cases.overlay)('overlay by $mask in $crop', async ({ mask, original, painted, crop, expected }) => {
    const [below, above] = [await readGoldenImage(original), await readGoldenImage(painted)];
    const placed = crop ? await placeInRegion(above, rectangle(crop), below) : above;
    const result = overlay(below, placed, toGrey(await readGoldenImage(mask)));
    expect(imageDistance(result, await readGoldenImage(expected))).toBeLessThanOrEqual(1);
  });
});

describe('a mask with transparency', () => {
  const row = (...pixels: number[][]): Image => ({
    width: pixels.length,
    height: 1,
    data: Uint8ClampedArray.from(pixels.flat()),
  });
  const values = (image: Image) => [...toGrey(maskPicture(image)).data];

  it.each([
    ['white', [255, 255, 255]],
    ['black', [0, 0, 0]],
    ['pink', [216, 27, 116]],
  ])('says with its opacity what a %s brush painted, also in colours that a canvas rounded', (_, color) => {
    const stored = (alpha: number) => color.map((value) => (Math.round((value * alpha) / 255) * 255) / alpha);
    const soft = [1, 3, 7, 64, 128, 254].map((alpha) => [...stored(alpha), alpha]);
    expect(values(row([0, 0, 0, 0], ...soft, [...color, 255]))).toEqual([0, 1, 3, 7, 64, 128, 254, 255]);
  });

  it('is laid on black where it has more than one colour', () => {
    expect(values(row([255, 255, 255, 255], [0, 0, 0, 255], [255, 255, 255, 0], [255, 255, 255, 51]))).toEqual([
      255, 0, 0, 51,
    ]);
  });
});

it('finds no region in an empty mask', () => {
  expect(
    maskRegion({ width: 4, height: 4, data: new Uint8ClampedArray(16) }, { width: 8, height: 8 }, 2),
  ).toBeUndefined();
});

it('blurs nothing by radius 0', () => {
  const mask = { width: 2, height: 1, data: Uint8ClampedArray.of(0, 255) };
  expect(blur(mask, 0)).toBe(mask);
});
