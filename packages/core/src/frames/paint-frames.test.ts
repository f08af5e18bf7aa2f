import { Buffer } from 'node:buffer';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Feature } from '../features/feature.js';
import type { Image } from '../image/image.js';
import type { Img2ImgOptions } from '../options.js';
import { createOverpaint } from '../overpaint.js';
import type { OverpaintImage } from '../overpaint-image.js';
import { referencePicture, referencePlatform } from '../testing/reference-platform.js';
import type { FrameSource } from './frame-source.js';
import type { FramesTogether } from './frames-together.js';
import { type FrameCalls, type PaintedFrame, paintFrames } from './paint-frames.js';
import { preparePainter } from './painter.js';

const base = { prompt: 'ink', size: 64, steps: 4, strength: 0.75, seed: 7 };
const pictures = [referencePicture(), referencePicture('photo-96x64.png'), referencePicture()];

function bind() {
  const platform = referencePlatform();
  const { img2img, loadModel } = createOverpaint<URL, never, OverpaintImage>(platform);
  const asked: Img2ImgOptions[] = [];
  const calls: FrameCalls<OverpaintImage> = {
    async open(frames): Promise<FrameSource<unknown>> {
      const list = frames as unknown[];
      return {
        ...{ count: list.length, loop: 3 },
        async *read(from) {
          for (const [index, image] of list.slice(from).entries()) yield { image, delay: 40 + from + index };
        },
      };
    },
    prepare: (options) =>
      preparePainter(
        {
          img2img(options) {
            asked.push(options);
            return img2img(options as never);
          },
          loadModel,
          decode: async (picture) => picture as Image,
        },
        options,
      ),
  };
  const paint = (frames: unknown, options: FramesTogether & Partial<Img2ImgOptions> = {}) =>
    paintFrames<Img2ImgOptions, OverpaintImage>(calls, { frames, ...base, ...options } as never);
  return { platform, asked, paint, img2img, loadModel };
}

/** One model for the tests that do not look at how it is opened. */
const shared = bind();
const model = await shared.loadModel();
const paint = (frames: unknown, options: Parameters<typeof shared.paint>[1] = {}) =>
  shared.paint(frames, { model, ...options });

async function all<T>(frames: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const frame of frames) list.push(frame);
  return list;
}

async function tempFolder() {
  const path = await mkdtemp(join(tmpdir(), 'overpaint-frames-'));
  return { url: pathToFileURL(`${path}/`), [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

const pixels = (frames: readonly PaintedFrame<OverpaintImage>[]) => frames.map(({ image }) => image.data);
const last = { index: 1, first: { data: 0 }, last: {} };

describe('paintFrames()', () => {
  it('paints each frame as it would be alone, with one seed, in one size, from networks opened once', async () => {
    const { paint, img2img, platform } = bind();
    const frames = await all(paint(pictures));
    expect(frames.map(({ index, count, delay, loop }) => [index, count, delay, loop])).toEqual([
      [0, 3, 40, 3],
      [1, 3, 41, 3],
      [2, 3, 42, 3],
    ]);
    expect(pixels(frames)[2]).toEqual(pixels(frames)[0]);
    expect(frames.map(({ image }) => image.width)).toEqual([64, 64, 64]);
    expect(platform.open).toEqual([]); // freed at the end
    expect(platform.runs['text_encoder']).toBe(2); // the prompt and the empty one
    const alone = await img2img({ ...base, image: pictures[1]!, size: { width: 64, height: 64 } });
    expect(pixels(frames)[1]).toEqual(alone.images[0].data);
  });

  it('goes on behind frames that are there with the very same pictures', async () => {
    const options = { follow: 0.4, steps: 2, tween: { strength: [0.5, 1] } } as const;
    const whole = await all(paint(pictures, options));
    const resume = { index: 2, first: whole[0]!.image, last: whole[1]!.image };
    const rest = await all(paint(pictures, { ...options, resume }));
    expect(rest.map(({ index }) => index)).toEqual([2]);
    expect(pixels(rest)[0]).toEqual(pixels(whole)[2]);
  });

  it('mixes the frame before into the source: all of it is what comes of painting it again', async () => {
    const [first, second] = await all(paint(pictures, { follow: 1, steadyColors: false }));
    const { width, height, data } = first!.image;
    const png = await sharp(Buffer.from(data), { raw: { width, height, channels: 4 } })
      .png()
      .toBuffer();
    await using folder = await tempFolder();
    await writeFile(new URL('first.png', folder.url), png);
    const again = await shared.img2img({ ...base, model, image: new URL('first.png', folder.url) });
    expect(pixels([second!])[0]).toEqual(again.images[0].data);
    const [, none] = await all(paint(pictures, { follow: 0 }));
    expect(pixels([none!])[0]).not.toEqual(pixels([second!])[0]);
  });

  it('draws the colours of frames that follow to those of the first', async () => {
    const mean = ({ data }: Image) => data.reduce((sum, value) => sum + value, 0) / data.length;
    const two = [referencePicture(), referencePicture('edges-64x64.png')];
    const steady = await all(paint(two, { follow: 0.01 }));
    const free = await all(paint(two, { follow: 0.01, steadyColors: false }));
    const [first, second, third] = [steady[0]!, steady[1]!, free[1]!].map(({ image }) => mean(image));
    expect(Math.abs(first! - second!)).toBeLessThan(0.2 * Math.abs(first! - third!));
  });

  it('moves options from the first frame to the last', async () => {
    const asked = () => shared.asked.slice(-3);
    await all(paint(pictures, { tween: { initStrength: [0.4, 0.8], guidanceScale: [1, 3] }, strength: undefined }));
    expect(asked().map(({ initStrength, guidanceScale }) => [initStrength, guidanceScale])).toEqual([
      [0.4, 1],
      [expect.closeTo(0.6), 2],
      [0.8, 3],
    ]);
    await all(paint(pictures, { tween: { strength: [0, 1] }, curve: 'lazy' }));
    expect(asked().map(({ strength }) => strength)).toEqual([0, expect.closeTo(1 - Math.SQRT1_2), 1]);
  });

  it('keeps features of the call, and frees what it opened where the loop is left', async () => {
    const { paint, platform, asked } = bind();
    const feature: Feature = { name: 'mine' };
    for await (const { index } of paint(pictures, { follow: 0.5, features: [feature] })) if (index === 1) break;
    expect(asked.map(({ features }) => features?.map(({ name }) => name))).toEqual([
      ['mine'],
      ['mine', 'follow', 'match-first'],
    ]);
    expect(platform.open).toEqual([]);
  });

  it.each<[string, object]>([
    ['follow', { follow: 2 }],
    ['loops', { loops: 2, length: 2 }],
    ['tween.steps', { tween: { steps: [1, 2] } }],
    ['tween.strength', { tween: { strength: 0.5 } }],
    ['curve', { curve: 'round' }],
    ['resume.first', { resume: last }],
    ['image', { image: 'a' }],
    ['count', { count: 2 }],
    ['prompt', { prompt: ['a', 'b'] }],
    ['maskPadding', { follow: 0.5, maskPadding: 8 }],
    ['steadyColors', { steadyColors: true, mask: 'm' }],
  ])('refuses %s in %j', (argument, options) => {
    expect(() => paint(pictures, options)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', argument }));
  });
});
