import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-recolour-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const recolour = (...args: string[]) =>
  promisify(execFile)(process.execPath, [here('recolour.mjs'), ...args], { cwd: folder });
const pixels = (file: string) => sharp(file).removeAlpha().raw().toBuffer();

/** The wall's mean colour, and how many pixels differ from the photo where the mask is black. */
async function measure(result: string, photo: string, mask: string) {
  const [painted, before] = await Promise.all([pixels(result), pixels(photo)]);
  const cover = await sharp(mask).greyscale().raw().toBuffer();
  const sum = [0, 0, 0];
  let [white, changed] = [0, 0];
  for (let i = 0; i < cover.length; i++) {
    const colour = [0, 1, 2].map((c) => painted[3 * i + c]!);
    if (cover[i] === 255) {
      white++;
      for (const c of [0, 1, 2]) sum[c]! += colour[c]!;
    }
    if (cover[i] === 0 && colour.some((value, c) => value !== before[3 * i + c])) changed++;
  }
  const [red, green, blue] = sum.map((total) => total / white) as [number, number, number];
  return { red, green, blue, changed };
}

it('paints the wall of the sample in each colour, and nothing else', { timeout: 240_000 }, async () => {
  const photo = join(folder, 'small.png');
  const mask = join(folder, 'wall.png');
  // At a size of the model's own, so that the photo goes through it as it is.
  await sharp(here('room.jpg')).resize(256, 384).png().toFile(photo);
  await sharp(here('wall.png')).resize(256, 384).png().toFile(mask);

  const { stdout, stderr } = await recolour(
    photo,
    mask,
    '-c',
    'blue',
    '-c',
    'deep red',
    '--blur',
    '0',
    '--size',
    '384',
  );

  expect(stderr).toBe('');
  expect(stdout).toBe('small-blue.png\nsmall-deep-red.png\n');
  const blue = await measure(join(folder, 'small-blue.png'), photo, mask);
  const red = await measure(join(folder, 'small-deep-red.png'), photo, mask);
  expect([blue.changed, red.changed]).toEqual([0, 0]);
  expect(blue.blue - Math.max(blue.red, blue.green)).toBeGreaterThan(40);
  expect(red.red - Math.max(red.green, red.blue)).toBeGreaterThan(40);
});

it('takes its own sample without arguments', { timeout: 240_000 }, async () => {
  await recolour('--size', '128', '-o', 'sample');
  expect(await readdir(folder)).toContain('sample-blue.png');
});

it('explains itself with a photo and no mask, and says what is wrong with a file', async () => {
  await expect(recolour('photo.jpg')).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('Usage:') });
  await writeFile(join(folder, 'broken.jpg'), 'no picture');
  await expect(recolour('broken.jpg', here('wall.png'))).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('broken.jpg'),
  });
});
