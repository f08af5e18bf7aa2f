import { fileURLToPath } from 'node:url';
import { schedulers } from '@overpaint/core';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { createNodeOverpaint } from './overpaint.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const photo = here('../../core/golden/images/source/photo.png');
const overpaint = createNodeOverpaint({ defaultModel: here('../../model-mini/model'), cache: false });
afterAll(() => overpaint.dispose());

type Options = Partial<Parameters<typeof overpaint.img2img>[0]>;
const paint = async (options: Options) => {
  const { images } = await overpaint.img2img({ image: photo, size: 128, ...options });
  return images[0];
};

const differences = (a: Uint8ClampedArray, b: Uint8ClampedArray) => {
  const colours = a.map((value, i) => Math.abs(value - b[i]!)).filter((_, i) => i % 4 !== 3);
  const sum = (power: number) => colours.reduce((total, value) => total + value ** power, 0) / colours.length;
  return { mean: sum(1), square: sum(2) };
};

const correlation = (a: readonly number[], b: readonly number[]) => {
  const centred = (values: readonly number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  };
  const product = (one: readonly number[], other: readonly number[]) =>
    one.reduce((sum, value, i) => sum + value * other[i]!, 0);
  const [x, y] = [centred(a), centred(b)];
  return product(x, y) / Math.sqrt(product(x, x) * product(y, y));
};

describe('the dial of strength', () => {
  const strengths = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

  /** Distances from the source along the dial, each farther than the one before by a fiftieth of the way at least. */
  async function expectToRise(options: Options, dial: readonly Options[]) {
    const source = await paint({ ...options, strength: 0 });
    const distances = [];
    for (const place of dial) distances.push(differences((await paint({ ...options, ...place })).data, source.data));
    const [far] = distances.slice(-1);
    for (const [i, { mean, square }] of distances.entries()) {
      const before = distances[i - 1] ?? { mean: 0, square: 0 };
      expect(mean - before.mean, `${i}: ${JSON.stringify(distances)}`).toBeGreaterThan(0.02 * far!.mean);
      expect(square).toBeGreaterThan(before.square);
    }
  }

  it.each([
    ['watercolor painting', 1],
    ['pencil sketch', 2],
    ['stained glass', 1],
    ['oil painting at sunset', 2],
    ['blue', 1],
    ['', 2],
  ])('rises evenly with "%s", seed %d', async (prompt, seed) => {
    await expectToRise(
      { prompt, seed },
      strengths.map((strength) => ({ strength })),
    );
  });

  it.each(['euler', 'euler-ancestral', 'dpmpp-2m', 'unipc', 'heun', 'lcm'])(
    'rises with %s in ten steps',
    async (scheduler) => {
      await expectToRise(
        { prompt: 'comic', seed: 3, size: 96, scheduler, steps: 10 },
        strengths.map((strength) => ({ strength })),
      );
    },
  );

  it('stands where it is put, whatever walks there', async () => {
    const call = { prompt: 'oil painting', seed: 4, size: 96, stepsMode: 'exact' } as const;
    const source = await paint({ ...call, strength: 0 });
    const reach = async (options: Options) =>
      differences((await paint({ ...call, ...options })).data, source.data).mean;
    for (const strength of [0.3, 0.8]) {
      const expected = await reach({ strength, steps: 1 });
      for (const { name: scheduler, flow } of schedulers) {
        if (flow === true) continue;
        const ratio = (await reach({ strength, scheduler, steps: 6 })) / expected;
        expect.soft(Math.abs(ratio - 1), `${scheduler} at ${strength}`).toBeLessThan(0.06);
      }
    }
  });

  it('turns the noise alone into strokes: another seed is another picture, as far from the source', async () => {
    const [source, one, other] = [
      await paint({ strength: 0 }),
      await paint({ prompt: 'oil painting', seed: 1 }),
      await paint({ prompt: 'oil painting', seed: 2 }),
    ].map(({ data }) => data);
    const far = differences(one!, source!).mean;
    expect(differences(one!, other!).mean).toBeGreaterThan(0.1 * far);
    expect(Math.abs(differences(other!, source!).mean / far - 1)).toBeLessThan(0.1);
  });
});

describe('a colour under a mask', () => {
  const size = { width: 192, height: 144 };
  const svg = (inside: string) =>
    sharp(Buffer.from(`<svg width="192" height="144">${inside}</svg>`))
      .removeAlpha()
      .png()
      .toBuffer();
  const beside =
    '<rect y="104" width="192" height="40" fill="#7a5230"/><rect x="120" y="20" width="44" height="52" fill="#3c6e46"/>';

  /** A wall of one tone under light from the left, with seams; a floor before it, a painting on it. */
  const room = (tone: string) => {
    const seams = [30, 60, 90].map(
      (y) => `<path d="M0 ${y}H192" stroke="#000" stroke-opacity=".12" stroke-width="2"/>`,
    );
    const light =
      '<linearGradient id="a"><stop offset="0" stop-color="#fff" stop-opacity=".15"/><stop offset="1" stop-opacity=".35"/></linearGradient>';
    return svg(
      `<defs>${light}</defs><rect width="192" height="144" fill="${tone}"/>${seams.join('')}<rect width="192" height="144" fill="url(#a)"/>${beside}`,
    );
  };
  const mask = svg(`<rect width="192" height="144" fill="#fff"/>${beside.replaceAll(/fill="[^"]+"/g, 'fill="#000"')}`);

  const hueOf = ([red, green, blue]: readonly number[]) => {
    const [low, high] = [Math.min(red!, green!, blue!), Math.max(red!, green!, blue!)];
    const sixth =
      high === red
        ? (green! - blue!) / (high - low)
        : high === green
          ? 2 + (blue! - red!) / (high - low)
          : 4 + (red! - green!) / (high - low);
    return { hue: (60 * sixth + 360) % 360, saturation: (high - low) / high };
  };
  it.each([
    ['blue', '#f4f2ec', 0.6, 217],
    ['blue', '#8c8c8c', 0.8, 220],
    ['paint the wall blue', '#c8a070', 1, 220],
    ['red', '#ffffff', 0.8, 5],
    ['a green wall', '#b0b0b0', 0.7, 115],
    ['teal', '#e0e0e0', 0.8, 177],
    ['yellow', '#dcdcdc', 0.8, 48],
  ])('"%s" paints a wall of %s at strength %d and nothing else', async (prompt, tone, strength, wanted) => {
    const call = { image: await room(tone), mask: await mask, prompt, size, seed: 8 };
    const source = await paint({ ...call, strength: 0 });
    const painted = await paint({ ...call, strength });
    const inside = await sharp(await mask)
      .greyscale()
      .raw()
      .toBuffer();
    const pixels = (data: Uint8ClampedArray, white: boolean) =>
      [...inside.keys()].filter((i) => inside[i]! > 127 === white).map((i) => [...data.subarray(4 * i, 4 * i + 3)]);
    expect(pixels(painted.data, false)).toEqual(pixels(source.data, false));

    const wall = pixels(painted.data, true);
    const coloured = wall
      .map(hueOf)
      .filter(({ hue, saturation }) => Math.abs(((hue - wanted + 540) % 360) - 180) < 20 && saturation > 0.3);
    expect(coloured.length / wall.length).toBeGreaterThan(0.95);
    const light = (all: readonly number[][]) =>
      all.map(([red, green, blue]) => 0.3 * red! + 0.6 * green! + 0.1 * blue!);
    expect(correlation(light(wall), light(pixels(source.data, true)))).toBeGreaterThan(0.9);
  });

  it('is as strong on a small part, on a soft one and with padding', async () => {
    const blue = async (options: Options) => {
      const { data, width } = await paint({
        image: await room('#f4f2ec'),
        prompt: 'blue',
        size,
        seed: 8,
        strength: 0.8,
        ...options,
      });
      const [red, , blue] = data.subarray(4 * (52 * width + 60));
      return blue! - red!;
    };
    const spot = await svg('<rect width="192" height="144"/><circle cx="60" cy="52" r="8" fill="#fff"/>');
    const whole = await blue({ mask: await mask });
    expect(whole).toBeGreaterThan(80);
    expect(Math.abs((await blue({ mask: spot })) - whole)).toBeLessThan(12);
    expect(Math.abs((await blue({ mask: await mask, maskBlur: 3 })) - whole)).toBeLessThan(12);
    expect(await blue({ mask: spot, maskPadding: 24, size: undefined })).toBeGreaterThan(60);
    for (const scheduler of ['euler', 'euler-ancestral', 'dpmpp-2m', 'lcm']) {
      expect(await blue({ mask: spot, scheduler, steps: 10, strength: 1 }), scheduler).toBeGreaterThan(whole);
    }
    const half = await svg('<rect width="192" height="144" fill="#808080"/>');
    expect(await blue({ mask: half })).toBeGreaterThan(0.3 * whole);
    expect(await blue({ mask: half })).toBeLessThan(0.8 * whole);
  });
});

describe('looks made of cells', () => {
  const size = 320;

  /** How steep a picture's tones are, seen from afar. */
  async function outline({ data, width, height }: { data: Uint8ClampedArray; width: number; height: number }) {
    const tones = await sharp(Buffer.from(data), { raw: { width, height, channels: 4 } })
      .removeAlpha()
      .greyscale()
      .blur(6)
      .raw()
      .toBuffer();
    const at = (x: number, y: number) => tones[y * width + x]!;
    const steep = [];
    for (let y = 1; y < height - 1; y++)
      for (let x = 1; x < width - 1; x++)
        steep.push(Math.hypot(at(x + 1, y) - at(x - 1, y), at(x, y + 1) - at(x, y - 1)));
    return steep;
  }

  it.each([
    ['stained glass', 0.3], // 0.05 with cells of one size
    ['mosaic', 0.4], // 0.37
    ['low poly', 0.85], // 0.50
    ['pixel art', 0.92], // 0.87
  ])('%s leaves a face in the picture', async (prompt, least) => {
    const source = await outline(await paint({ strength: 0, size }));
    const painted = await outline(await paint({ prompt, size, seed: 2 }));
    expect(correlation(source, painted)).toBeGreaterThan(least);
  });
});
