import { describe, expect, it } from 'vitest';
import { AbortedError, UnsupportedError } from '../errors/index.js';
import type { Image } from '../image/image.js';
import { readRecipe } from '../metadata/index.js';
import type { Img2ImgOptions } from '../options.js';
import { createOverpaint } from '../overpaint.js';
import type { OverpaintImage } from '../overpaint-image.js';
import type { Recipe, SourceRecord } from '../recipe.js';
import { referencePicture, referencePlatform } from '../testing/reference-platform.js';
import { crossAxes, paintingOrder } from './axes.js';
import { type CompareCalls, type CompareOptions, Comparison } from './comparison.js';
import { layoutSheet, type SheetLayout } from './sheet-layout.js';

type Options = CompareOptions<Img2ImgOptions, OverpaintImage>;

const picture = (side: number): Image => ({ width: side, height: side, data: new Uint8ClampedArray(4 * side * side) });
const record = (sha256: string): SourceRecord => ({ of: 'file', bytes: 3, sha256 });
/** A PNG without pixels: enough for metadata. */
const emptyPng = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=='),
  (character) => character.charCodeAt(0),
);

/** Calls that paint nothing and remember what they were asked. */
function fake(paint: (options: Img2ImgOptions) => void = () => {}) {
  const asked: Img2ImgOptions[] = [];
  const layouts: SheetLayout[] = [];
  let decoded = 0;
  const calls: CompareCalls<OverpaintImage> = {
    async img2img(options) {
      asked.push(options);
      paint(options);
      const { seed, strength } = options;
      return {
        images: [{ ...picture(64), seed, recipe: { seed, strength, source: record('pixels') } }],
        warnings: [],
      } as never;
    },
    drawSheet: async (layout) => {
      layouts.push(layout);
      return { width: layout.width, height: layout.height, data: new Uint8ClampedArray(4) };
    },
    codec: {
      openImage: async () => ({
        ...{ width: 64, height: 64 },
        async decode() {
          decoded++;
          return 'decoded' as unknown as Image;
        },
        record: async () => record('source'),
      }),
      encodeImage: async () => emptyPng,
    },
  };
  const compare = (options: Partial<Options>) =>
    new Comparison<Img2ImgOptions, OverpaintImage>(calls, { image: 'a', ...options } as Options);
  return { calls, compare, asked, layouts, decoded: () => decoded };
}

const cellsOf = async <T>(cells: AsyncIterable<T>) => {
  const all: T[] = [];
  for await (const cell of cells) all.push(cell);
  return all;
};

describe('compare()', () => {
  it('paints every combination once with one seed, the first axis across', async () => {
    const { compare, asked, decoded, layouts } = fake();
    const comparison = compare({ prompt: 'ink', axes: { scheduler: ['euler', 'ddim'], strength: [0.3, 0.6, 0.9] } });
    const cells = await cellsOf(comparison);
    expect(cells.map(({ column, row, labels }) => [column, row, ...labels])).toEqual([
      [0, 0, 'scheduler=euler', 'strength=0.3'],
      [1, 0, 'scheduler=ddim', 'strength=0.3'],
      [0, 1, 'scheduler=euler', 'strength=0.6'],
      [1, 1, 'scheduler=ddim', 'strength=0.6'],
      [0, 2, 'scheduler=euler', 'strength=0.9'],
      [1, 2, 'scheduler=ddim', 'strength=0.9'],
    ]);
    await Promise.all([comparison.sheet(), comparison.sheet()]);
    expect(asked).toHaveLength(6);
    expect(decoded()).toBe(1);
    expect(new Set(asked.map(({ seed, image }) => `${seed} ${image}`))).toEqual(
      new Set([`${comparison.seed} decoded`]),
    );
    expect(layouts[0]!.texts[0]!.text).toBe(`ink · seed ${comparison.seed}`);
  });

  it('paints nothing that nobody asks for', async () => {
    const { compare, asked } = fake();
    for await (const _ of compare({ axes: { strength: [0.1, 0.2, 0.3] } })) break;
    expect(asked).toHaveLength(1);
  });

  it('makes an error of a cell that fails, and goes on', async () => {
    const { compare, layouts } = fake(({ strength }) => {
      if (strength === 0.5) throw new UnsupportedError('never', 'Not at one half.');
    });
    const comparison = compare({ axes: { strength: [0.4, 0.5, 0.6] } });
    const cells = await cellsOf(comparison);
    expect(cells.map(({ error }) => (error as { code?: string })?.code)).toEqual([undefined, 'UNSUPPORTED', undefined]);
    await comparison.sheet();
    expect(layouts[0]!.pictures).toHaveLength(2);
    expect(layouts[0]!.boxes).toHaveLength(1);
    expect(layouts[0]!.texts.map(({ text }) => text)).toContain('UNSUPPORTED');
  });

  it('ends with an abort', async () => {
    const { compare } = fake(() => {
      throw new AbortedError();
    });
    const comparison = compare({ axes: { strength: [0.4, 0.5] } });
    await expect(cellsOf(comparison)).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(comparison.sheet()).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('leaves the other end of a dial out', async () => {
    const { compare, asked } = fake();
    await cellsOf(compare({ initStrength: 0.6, axes: { strength: [0.4, 0.5] } }));
    expect(asked.map(({ strength, initStrength }) => [strength, initStrength])).toEqual([
      [0.4, undefined],
      [0.5, undefined],
    ]);
  });

  it('writes axes and options into the file of its sheet', async () => {
    const { compare } = fake();
    const axes = { strength: [0.3, 0.6], style: ['ink', { name: 'mine', prompt: 'x' }], model: [undefined, 'b'] };
    const sheet = await compare({ prompt: 'ink', seed: 7, steps: 4, axes }).sheet();
    const { comparison } = readRecipe(await sheet.encode('png'))!;
    expect(comparison).toMatchObject({
      axes: { strength: [0.3, 0.6], style: ['ink', 'mine'], model: [null, 'b'] },
      options: { prompt: 'ink', seed: 7, steps: 4 },
    });
  });

  it("writes each picture's recipe into the file of its sheet, and neither name of the source nor what is painted over another", async () => {
    const { compare, layouts } = fake();
    const before = ['source', 'other'].map((label) => ({
      image: { ...picture(64), recipe: { strength: 0, source: record(label) } as unknown as Recipe },
      labels: [label],
    }));
    const axes = { strength: [0.3, 0.6] };
    const sheet = await compare({ prompt: 'ink', seed: 7, axes }).sheet({
      sourceName: 'private.jpg',
      before,
      largest: 32,
    });
    expect(layouts[0]!.texts[0]!.text).toBe('private.jpg · ink · seed 7');
    const { comparison } = readRecipe(await sheet.encode('png'))!;
    expect(comparison).toMatchObject({ source: record('source') });
    expect(comparison!.sheet).toEqual({
      ...{ title: 'ink · seed 7', columns: 2, largest: 32, recipe: {} },
      cells: [
        { labels: ['source'], recipe: { strength: 0 } },
        { labels: ['other'] },
        { labels: ['strength=0.3'], recipe: { seed: 7, strength: 0.3 } },
        { labels: ['strength=0.6'], recipe: { seed: 7, strength: 0.6 } },
      ],
    });
  });

  it('encodes source and prompts once for all cells of a model', async () => {
    const platform = referencePlatform();
    const { img2img } = createOverpaint<URL, never, OverpaintImage>(platform);
    const calls = {
      ...fake().calls,
      img2img,
      codec: { openImage: async (image: unknown) => ({ decode: async () => image }) },
    } as never;
    const axes = { scheduler: ['euler', 'ddim'], strength: [0.5, 1] };
    const options = { image: referencePicture(), prompt: 'ink', size: 64, steps: 4, axes };
    const cells = await cellsOf(new Comparison<Img2ImgOptions, OverpaintImage>(calls, options));
    expect(cells.map(({ error }) => error)).toEqual([undefined, undefined, undefined, undefined]);
    expect(platform.runs).toMatchObject({ vae_encoder: 1, text_encoder: 2, vae_decoder: 4 });
  });

  it.each<[unknown, string]>([
    [undefined, 'axes'],
    [{}, 'axes'],
    [{ strength: 0.5 }, 'axes.strength'],
    [{ strength: [] }, 'axes.strength'],
    [{ count: [1, 2] }, 'axes.count'],
    [{ image: ['a', 'b'] }, 'axes.image'],
  ])('refuses %j as axes', (axes, argument) => {
    expect(() => fake().compare({ axes: axes as never })).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', argument }),
    );
  });
});

it('paints cells with one model one after the other, and of these those with the same LoRAs', () => {
  const loras = [[{ source: 'x' }], [{ source: 'y' }]];
  const cells = crossAxes<Img2ImgOptions>({ model: ['a', 'b'], strength: [0.1, 0.2], loras });
  const order = paintingOrder(cells).map(({ options }) => [options.model, options.loras![0]!.source, options.strength]);
  expect(order).toEqual([
    ['a', 'x', 0.1],
    ['a', 'x', 0.2],
    ['a', 'y', 0.1],
    ['a', 'y', 0.2],
    ['b', 'x', 0.1],
    ['b', 'x', 0.2],
    ['b', 'y', 0.1],
    ['b', 'y', 0.2],
  ]);
});

it('lays out pictures of different sizes in cells of one size, inside the sheet', () => {
  const cells = [{ image: picture(64), labels: ['a', 'b'] }, { image: picture(32), labels: ['c'] }, { labels: ['d'] }];
  const { width, height, pictures, boxes, texts } = layoutSheet(cells, { title: 't', columns: 2 });
  expect([width, pictures.map(({ x, width }) => [x, width])]).toEqual([
    3 * 16 + 2 * 64,
    [
      [16, 64],
      [16 + 80 + 16, 32],
    ],
  ]);
  for (const part of [...pictures, ...boxes]) expect(part.y + part.height).toBeLessThan(height);
  for (const { y, capital } of texts) expect(y + capital).toBeLessThan(height);
  expect(layoutSheet(cells, { title: '', columns: 2, largest: 16 }).pictures[0]).toMatchObject({
    width: 16,
    height: 16,
  });
});
