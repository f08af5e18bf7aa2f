import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-outfit-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const change = (...args: string[]) =>
  promisify(execFile)(process.execPath, [here('change.mjs'), ...args], { cwd: folder });
const pixels = (file: string) => sharp(file).removeAlpha().raw().toBuffer();

it('changes the suit, and neither face nor pose', { timeout: 240_000 }, async () => {
  const photo = join(folder, 'photo.png');
  await sharp(here('portrait.jpg')).png().toFile(photo);

  const { stdout, stderr } = await change(photo, here('suit.png'), '-p', 'teal', '--blur', '0', '-o', 'teal.png');

  expect(stderr).toBe('');
  expect(stdout).toContain('teal.png');
  const [painted, before] = await Promise.all([pixels(join(folder, 'teal.png')), pixels(photo)]);
  const mask = await sharp(here('suit.png')).greyscale().raw().toBuffer();
  const suit = await sharp(painted, { raw: { width: 512, height: 512, channels: 3 } })
    .greyscale()
    .raw()
    .toBuffer();
  const cloth = await sharp(before, { raw: { width: 512, height: 512, channels: 3 } })
    .greyscale()
    .raw()
    .toBuffer();
  const inside = [...mask.keys()].filter((i) => mask[i] === 255);
  const outside = [...mask.keys()].filter((i) => mask[i] === 0);
  const differ = (i: number) => [0, 1, 2].some((c) => painted[3 * i + c] !== before[3 * i + c]);
  expect(outside.filter(differ).length).toBe(0);
  expect(inside.filter(differ).length / inside.length).toBeGreaterThan(0.95);
  // Folds are where they were: light and dark of the cloth go together before and after.
  expect(
    correlation(
      inside.map((i) => suit[i]!),
      inside.map((i) => cloth[i]!),
    ),
  ).toBeGreaterThan(0.8);
});

it('paints the sample without arguments, and only the clothes with --padding', { timeout: 240_000 }, async () => {
  await change('--padding', '16', '-o', 'part.png');
  expect(await sharp(join(folder, 'part.png')).metadata()).toMatchObject({ width: 512, height: 512 });
});

it('explains itself with a photo and no mask, and says which model is missing', async () => {
  await expect(change('photo.jpg')).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('Usage:') });
  await expect(change('--model', './nowhere')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('nowhere'),
  });
});

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (const [i, value] of a.entries()) {
    ab += (value - ma) * (b[i]! - mb);
    aa += (value - ma) ** 2;
    bb += (b[i]! - mb) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}
