import { describe, expect, it } from 'vitest';
import { imageDistance, noisyImage, readGoldenImage } from '../testing/golden-image.js';
import type { Image } from './image.js';
import { fromLab, toLab } from './lab.js';
import { labStatistics, matchColors } from './match-colors.js';

/** A muted picture, so that matched colours stay within what sRGB holds. */
function tinted(image: Image, [red, green, blue]: readonly [number, number, number], contrast: number): Image {
  const data = image.data.map((value, i) =>
    i % 4 === 3 ? 255 : [red, green, blue][i % 4]! + contrast * (value - 128),
  );
  return { ...image, data };
}
const distance = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

it('gives the picture the mean and deviation of the source', async () => {
  const source = tinted(noisyImage(80, 70), [150, 120, 90], 0.3);
  const picture = tinted(noisyImage(120, 90), [100, 110, 160], 0.2);
  const wanted = await labStatistics(source);
  const before = await labStatistics(picture);
  const after = await labStatistics(await matchColors(picture, source));
  expect(distance(before.mean, wanted.mean)).toBeGreaterThan(10);
  expect(distance(after.mean, wanted.mean)).toBeLessThan(0.15);
  expect(distance(after.deviation, wanted.deviation)).toBeLessThan(0.3);
});

it('goes half the way at half the weight, nowhere at 0', async () => {
  const source = tinted(noisyImage(64, 64), [150, 120, 90], 0.2);
  const picture = tinted(noisyImage(50, 40), [100, 110, 160], 0.2);
  const [wanted, before] = [await labStatistics(source), await labStatistics(picture)];
  const half = await labStatistics(await matchColors(picture, source, { weight: 0.5 }));
  expect(
    distance(
      half.mean,
      before.mean.map((value, c) => (value + wanted.mean[c]!) / 2),
    ),
  ).toBeLessThan(0.15);
  expect(imageDistance(await matchColors(picture, source, { weight: 0 }), picture)).toBe(0);
});

it('changes nothing when the colours agree', async () => {
  const image = await readGoldenImage('source/photo.png');
  expect(imageDistance(await matchColors(image, image), image)).toBe(0);
});

it('does not blow up the noise of a flat picture', async () => {
  const flat = tinted(noisyImage(32, 32), [128, 128, 128], 0.01);
  const { deviation } = await labStatistics(flat);
  const after = await labStatistics(await matchColors(flat, noisyImage(32, 32)));
  expect(after.deviation[0]!).toBeLessThan(3.5 * Math.max(deviation[0]!, 0.3));
});

describe('CIELAB', () => {
  // Reference values of the sRGB primaries under D65: brucelindbloom.com's calculator.
  it.each([
    [
      [255, 255, 255],
      [100, 0, 0],
    ],
    [
      [0, 0, 0],
      [0, 0, 0],
    ],
    [
      [255, 0, 0],
      [53.24, 80.09, 67.2],
    ],
    [
      [0, 255, 0],
      [87.73, -86.18, 83.18],
    ],
    [
      [0, 0, 255],
      [32.3, 79.19, -107.86],
    ],
  ])('of %j is %j', ([r, g, b], expected) => {
    const lab = new Float64Array(3);
    toLab(r!, g!, b!, lab);
    expect(distance([...lab], expected)).toBeLessThan(0.02);
  });

  it('goes there and back', () => {
    const [lab, rgb] = [new Float64Array(3), new Float64Array(3)];
    for (let i = 0; i < 4096; i++) {
      const colour = [(i & 15) * 17, ((i >> 4) & 15) * 17, (i >> 8) * 17];
      toLab(colour[0]!, colour[1]!, colour[2]!, lab);
      fromLab(lab, rgb);
      expect(distance([...rgb], colour)).toBeLessThan(0.01);
    }
  });
});
