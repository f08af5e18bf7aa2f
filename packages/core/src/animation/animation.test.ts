import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Image } from '../image/image.js';
import { concatBytes } from '../metadata/bytes.js';
import { xmpOf } from '../metadata/embed-metadata.js';
import { readRecipe } from '../metadata/index.js';
import type { AnimationFormat } from './animation-parts.js';
import { animationWriter } from './animation-writer.js';
import { composeApng, readApng } from './apng-reader.js';

const [width, height] = [24, 17];
const colours = [
  [200, 30, 30],
  [30, 200, 30],
  [30, 30, 200],
] as const;
const still = (format: AnimationFormat, [red, green, blue]: readonly [number, number, number]) => {
  const picture = sharp({
    create: { width, height, channels: 4, background: { r: red, g: green, b: blue, alpha: 1 } },
  });
  return format === 'gif'
    ? picture.gif().toBuffer()
    : format === 'webp'
      ? picture.webp({ lossless: true }).toBuffer()
      : picture.png().toBuffer();
};

async function animation(format: AnimationFormat, { loop = 3, delays = [40, 70, 200] } = {}): Promise<Uint8Array> {
  const writer = animationWriter(format, { width, height, loop, xmp: xmpOf({ version: 1, seed: 7 }) });
  const parts = [writer.begin()];
  for (const [index, colour] of colours.entries()) {
    parts.push(writer.frame(await still(format, colour), delays[index]!));
  }
  const { bytes, patches } = writer.end();
  const file = concatBytes([...parts, bytes]);
  for (const { at, bytes } of patches) file.set(bytes, at);
  return file;
}

describe.each(['gif', 'webp'] as const)('an animated %s', (format) => {
  it('has frames, timing and loops, as libvips reads it', async () => {
    const bytes = await animation(format);
    const facts = await sharp(bytes, { animated: true }).metadata();
    expect(facts).toMatchObject({ pages: 3, width, pageHeight: height, loop: 3, delay: [40, 70, 200] });
    for (const [page, colour] of colours.entries()) {
      const pixels = await sharp(bytes, { page }).removeAlpha().raw().toBuffer();
      expect([...pixels.subarray(-3)].map((value, c) => Math.abs(value - colour[c]!)).every((off) => off < 12)).toBe(
        true,
      );
    }
  });

  it.each([0, 1, 2])('is played as often as %i says', async (loop) => {
    const facts = await sharp(await animation(format, { loop }), { animated: true }).metadata();
    expect(facts.loop ?? 1).toBe(loop);
  });
});

it('an animated PNG has its first frame for those who know no others, and all of them for those who do', async () => {
  const bytes = await animation('apng');
  const [red] = await sharp(bytes).raw().toBuffer();
  expect(red).toBe(200);
  const apng = readApng(bytes)!;
  expect(apng).toMatchObject({ width, height, loop: 3 });
  expect(apng.frames.map(({ delay, dispose, over }) => [delay, dispose, over])).toEqual([
    [40, 'keep', false],
    [70, 'keep', false],
    [200, 'keep', false],
  ]);
  const seen: number[][] = [];
  for await (const { data } of composeApng(apng, decode)) seen.push([...data.subarray(-4, -1)]);
  expect(seen).toEqual(colours.map((colour) => [...colour]));
});

const decode = async (png: Uint8Array): Promise<Image> => {
  const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8ClampedArray(data) };
};

it('lays frames of an APNG over each other as they say', async () => {
  const patch = (side: number, colour: string) =>
    sharp({ create: { width: side, height: side, channels: 4, background: colour } })
      .png()
      .toBuffer();
  const place = (x: number, side: number) => ({ x, y: 0, width: side, height: side, delay: 10 });
  const frames = [
    { ...place(0, 4), png: await patch(4, '#ff0000'), dispose: 'keep', over: false },
    { ...place(1, 2), png: await patch(2, '#00ff00'), dispose: 'restore', over: true },
    { ...place(2, 2), png: await patch(2, '#0000ff80'), dispose: 'clear', over: true },
    { ...place(3, 4), png: await patch(4, '#ffffff'), dispose: 'keep', over: false }, // goes beyond the edge
  ] as const;
  const rows: number[][][] = [];
  for await (const { data } of composeApng({ width: 4, height: 4, loop: 0, frames }, decode)) {
    rows.push([0, 1, 2, 3].map((x) => [...data.subarray(4 * x, 4 * x + 4)]));
  }
  const [red, green, white, none] = [
    [255, 0, 0, 255],
    [0, 255, 0, 255],
    [255, 255, 255, 255],
    [0, 0, 0, 0],
  ] as const;
  const purple = [127, 0, 128, 255];
  expect(rows).toEqual([
    [red, red, red, red],
    [red, green, green, red],
    [red, red, purple, purple],
    [red, red, none, white],
  ]);
});

it.each(['gif', 'webp', 'apng'] as const)(
  'an animated %s carries a recipe, and is read however it is cut off',
  async (format) => {
    const bytes = await animation(format);
    expect(readRecipe(bytes)).toEqual({ version: 1, seed: 7 });
    for (let length = 0; length < bytes.length; length += 7) {
      expect([undefined, { version: 1, seed: 7 }]).toContainEqual(readRecipe(bytes.slice(0, length)));
    }
  },
);

it.each(['gif', 'webp', 'apng'] as const)(
  'an animated %s carries the label where readers look for it',
  async (format) => {
    const { xmp } = await sharp(await animation(format), { pages: 1 }).metadata();
    const text = new TextDecoder().decode(xmp ?? (await animation(format)));
    expect(text).toContain('compositeWithTrainedAlgorithmicMedia');
  },
);

it('refuses stills of another format or size, and APNGs that are cut off are read as far as they go', async () => {
  for (const format of ['gif', 'webp', 'apng'] as const) {
    const writer = animationWriter(format, { width, height, loop: 0 });
    writer.begin();
    for (const bytes of [new Uint8Array(0), Uint8Array.of(71, 73, 70, 56, 57, 97, 1, 2, 3)]) {
      expect(() => writer.frame(bytes, 10)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    }
  }
  const bytes = await animation('apng');
  for (let length = 0; length < bytes.length; length += 37) {
    expect(readApng(bytes.subarray(0, length))?.frames.length ?? 0).toBeLessThanOrEqual(3);
  }
});
