import { readdirSync, readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { OpenImage } from '../backend/image-codec.js';
import { ImageDecodeError } from '../errors/index.js';
import type { Image } from '../image/index.js';
import type { Img2ImgOptions } from '../options.js';
import { createOverpaint } from '../overpaint.js';
import { referencePicture, referencePlatform } from '../testing/reference-platform.js';

const golden = new URL('../../golden/pipelines/', import.meta.url);
const platform = referencePlatform();
/** Pictures by address, or as they are. */
const backend = {
  ...platform.backend,
  openImage: async (input: URL | Image, options: never): Promise<OpenImage> =>
    input instanceof URL ? platform.backend.openImage(input, options) : { ...input, decode: async () => input },
};
const { img2img, plan } = createOverpaint<URL | Image, never, never>({ ...platform, backend } as never);
type Options = Partial<Img2ImgOptions<URL | Image, string>>;
const paint = async (options: Options) => (await img2img(options as never)).images[0] as unknown as Image;

async function pixelsOf(file: URL): Promise<Image> {
  const { data, info } = await sharp(readFileSync(file)).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8ClampedArray(data) };
}

/** The largest difference over the pixels whose mask lies between. */
function distance(a: Image, b: Image, mask: Image, from: number, to: number): number {
  expect([a.width, a.height]).toEqual([b.width, b.height]);
  let largest = 0;
  for (let i = 0; i < a.data.length; i++) {
    const value = mask.data[i - (i % 4)]!;
    if (value >= from && value <= to) largest = Math.max(largest, Math.abs(a.data[i]! - b.data[i]!));
  }
  return largest;
}

interface Case {
  readonly image: string;
  readonly mask: string;
  readonly prompt: string;
  readonly negativePrompt?: string;
  readonly steps: number;
  readonly strength: number;
  readonly guidanceScale: number;
  readonly seeds: readonly number[];
  readonly scheduler?: { readonly class: string; readonly overrides: object };
  readonly size?: readonly [number, number];
  readonly paddingMaskCrop?: number;
  readonly maskBinarize?: boolean;
  readonly maxSequenceLength?: number;
  readonly width: number;
  readonly height: number;
}

describe.each(['sd15-tiny', 'inpaint-tiny', 'sdxl-tiny', 'sdxl-inpaint-tiny', 'sd3-no-t5-tiny', 'flux-tiny'])(
  'agrees with diffusers on %s',
  (model) => {
    const folder = new URL(`masked/${model}/`, golden);
    it.each(readdirSync(folder))('%s', async (name) => {
      const call = JSON.parse(readFileSync(new URL(`${name}/case.json`, folder), 'utf8')) as Case;
      const [width, height] = call.size ?? [call.width, call.height];
      const picture = await paint({
        image: new URL(`inputs/${call.image}`, golden),
        mask: new URL(`inputs/${call.mask}`, golden),
        model,
        prompt: call.prompt,
        negativePrompt: call.negativePrompt,
        steps: call.steps,
        strength: call.strength,
        guidanceScale: call.guidanceScale,
        seed: call.seeds[0],
        size: { width, height },
        maskBinarize: call.maskBinarize ?? true, // diffusers' default everywhere
        maskPadding: call.paddingMaskCrop,
        maxSequenceLength: call.maxSequenceLength,
        ...(call.scheduler && { scheduler: { ...call.scheduler.overrides, _class_name: call.scheduler.class } }),
      });
      const expected = await pixelsOf(new URL(`${name}/image-0.png`, folder));
      const source = await pixelsOf(new URL(`inputs/${call.image}`, golden));
      const mask = await pixelsOf(new URL(`inputs/${call.mask}`, golden));
      expect(distance(picture, expected, mask, 1, 255)).toBeLessThanOrEqual(1);
      expect(distance(picture, source, mask, 0, 0)).toBe(0); // diffusers leaves there what its decoder makes of the source
    });
  },
);

/** White in the middle of black. */
function square(
  width: number,
  height: number,
  inside: readonly number[] = [255, 255, 255, 255],
  outside = [0, 0, 0, 255],
): Image {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const middle = x >= width / 4 && x < (3 * width) / 4 && y >= height / 4 && y < (3 * height) / 4;
      data.set(middle ? inside : outside, 4 * (y * width + x));
    }
  }
  return { width, height, data };
}

/** White wherever there is some within so many pixels. */
function widened({ width, height, data }: Image, by: number): Image {
  const white = (x: number, y: number) =>
    x >= 0 && x < width && y >= 0 && y < height && data[4 * (y * width + x)] === 255;
  const steps = Array.from({ length: 2 * by + 1 }, (_, i) => i - by);
  return {
    width,
    height,
    data: data.map((value, i) => {
      if (i % 4 === 3) return value;
      const [x, y] = [(i >> 2) % width, Math.floor((i >> 2) / width)];
      return steps.some((dy) => steps.some((dx) => white(x + dx, y + dy))) ? 255 : 0;
    }),
  };
}

const call = { image: referencePicture(), prompt: 'ink', size: 64, steps: 4, strength: 0.75, seed: 7 };
const source = await pixelsOf(referencePicture());

describe('a mask', () => {
  it.each([
    'sd15-tiny',
    'inpaint-tiny',
    'sdxl-inpaint-tiny',
    'pix2pix-tiny',
    'sd21-tiny',
    'sdxl-tiny',
    'sdxl-refiner-tiny',
    'lcm-tiny',
    'sd3-no-t5-tiny',
    'flux-tiny',
    'z-image-tiny',
  ])('keeps what is black and repaints what is white with %s', async (model) => {
    const mask = square(64, 64);
    const picture = await paint({ ...call, model, mask });
    expect(distance(picture, source, mask, 0, 0)).toBe(0);
    expect(distance(picture, source, mask, 255, 255)).toBeGreaterThan(8);
  });

  it.each<[string, Options]>([
    ['off the grid', { size: { width: 70, height: 52 }, fit: 'contain' }],
    ['cut', { size: { width: 40, height: 64 } }],
    ['at full strength', { strength: 1 }],
    ['with colours matched', { colorMatch: true }],
    ['with soft edges', { maskBlur: 3 }],
    ['of another size than the source', { mask: square(16, 16) }],
  ])('%s: black areas are the fitted source', async (_, options) => {
    const mask = options.mask ?? square(64, 64);
    const asked = { ...call, mask, ...options };
    const picture = await paint(asked);
    const kept = await paint({ ...asked, mask: undefined, maskBlur: undefined, strength: 0 });
    const fitted = { ...asked, mask: undefined, maskBlur: undefined, strength: 0, colorMatch: false };
    // Softened edges reach four pixels out for each pixel of their radius.
    const reach = 4 * (options.maskBlur ?? 0);
    const cover = await paint({ ...fitted, image: widened(mask as Image, reach) });
    expect(distance(picture, kept, cover, 0, 0)).toBe(0);
    expect(distance(picture, kept, cover, 1, 255)).toBeGreaterThan(8);
    const { plan: planned } = await img2img(asked as never);
    expect([picture.width, picture.height]).toEqual([planned.size.width, planned.size.height]);
  });

  it('is inverted, and read from the opaque part of a picture of one colour', async () => {
    const plain = await paint({ ...call, mask: square(64, 64) });
    expect(
      (await paint({ ...call, mask: square(64, 64, [0, 0, 0, 255], [255, 255, 255, 255]), maskInvert: true })).data,
    ).toEqual(plain.data);
    for (const outside of [
      [200, 30, 30, 0],
      [0, 0, 0, 0],
    ]) {
      const brushed = square(64, 64, [200, 30, 30, 255], outside);
      expect((await paint({ ...call, mask: brushed })).data).toEqual(plain.data);
    }
  });

  it('all black gives the source back, all white what there is without a mask', async () => {
    const black = square(64, 64, [0, 0, 0, 255]);
    const white = square(64, 64, [255, 255, 255, 255], [255, 255, 255, 255]);
    expect((await paint({ ...call, mask: black })).data).toEqual(source.data);
    const without = await paint({ ...call, scheduler: 'ddim' });
    expect(distance(await paint({ ...call, scheduler: 'ddim', mask: white }), without, white, 255, 255)).toBe(0);
  });

  it('lays what it painted around the mask back into the source', async () => {
    const image = new URL('inputs/photo-128x64.png', golden);
    const mask = new URL('inputs/mask-128x64.png', golden);
    const options = { ...call, image, mask, size: undefined, maskPadding: 4 };
    const picture = await paint(options);
    const [whole, cover] = [await pixelsOf(image), await pixelsOf(mask)];
    expect([picture.width, picture.height]).toEqual([128, 64]);
    expect(distance(picture, whole, cover, 0, 0)).toBe(0);
    expect(distance(picture, whole, cover, 255, 255)).toBeGreaterThan(8);
    const sized = (await plan({ ...options, maskPadding: { pixels: 4, size: 128 } } as never)).size;
    expect(Math.max(sized.width, sized.height)).toBe(128);
    const kept = await paint({ ...options, strength: 0 });
    expect(kept.data).toEqual(whole.data);
  });

  it.each<[string, Options]>([
    ['maskBlur', { maskBlur: -1 }],
    ['maskInvert', { maskInvert: 'yes' as never }],
    ['maskPadding', { maskPadding: 1.5 }],
    ['maskPadding', { maskPadding: {} as never }],
    ['maskPadding.size', { maskPadding: { pixels: 4, size: 5 } }],
    ['mask', { maskPadding: 4, mask: square(64, 64, [0, 0, 0, 255]) }],
  ])('refuses a wrong %s', async (argument, options) => {
    await expect(paint({ ...call, mask: square(64, 64), ...options })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      argument,
    });
  });

  it('warns of its options where there is none', async () => {
    const { warnings } = await plan({ ...call, maskBlur: 4, maskPadding: 8 } as never);
    expect(warnings.map(({ message }) => message.split(' ')[0])).toEqual(['maskBlur', 'maskPadding']);
  });
});

it.each<[string, Partial<Options>, [width: number, height: number, level: number], string[]]>([
  ['black', {}, [96, 64, 0], ['mask-empty']],
  ['white, and read the other way round', { maskInvert: true }, [96, 64, 255], ['mask-empty']],
  ['of another shape', {}, [64, 96, 255], ['mask-shape']],
  ['of the same shape, but smaller', {}, [48, 32, 255], []],
])('says of a mask that is %s', async (_, options, [width, height, level], codes) => {
  const mask = { width, height, data: new Uint8ClampedArray(4 * width * height).fill(level) };
  for (let i = 3; i < mask.data.length; i += 4) mask.data[i] = 255;
  const picture = referencePicture('photo-96x64.png');
  const { warnings } = await plan({ image: picture, mask, prompt: 'ink', size: 64, ...options } as never);
  expect(warnings.map(({ code }) => code)).toEqual(codes);
});

it('names the option of a picture that cannot be opened or decoded', async () => {
  const picture = referencePicture('photo-96x64.png');
  const failing = (where: 'opened' | 'decoded') => ({
    async openImage(input: unknown, options: never) {
      const error = new ImageDecodeError('image: x.png is damaged.');
      if (input !== 'x.png') return platform.backend.openImage(input as URL, options);
      if (where === 'opened') throw error;
      const decode = async () => {
        throw error;
      };
      return { width: 96, height: 64, decode };
    },
  });
  for (const where of ['opened', 'decoded'] as const) {
    const { plan } = createOverpaint({ ...platform, backend: { ...platform.backend, ...failing(where) } } as never);
    const planned = (options: object) => plan({ image: picture, prompt: 'ink', size: 64, ...options } as never);
    await expect(planned({ mask: 'x.png' })).rejects.toMatchObject({
      ...{ code: 'IMAGE_DECODE', message: 'mask: x.png is damaged.', stack: expect.stringContaining('mask: x.png') },
    });
    if (where === 'opened') {
      await expect(planned({ references: ['x.png'] })).rejects.toThrow('references[0]: x.png is damaged.');
      await expect(planned({ image: 'x.png' })).rejects.toThrow('image: x.png is damaged.');
    }
  }
});
