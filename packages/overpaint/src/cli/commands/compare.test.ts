import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { quick, runCli, workFolder } from '../../testing/run-cli.js';
import { parseComparison } from './compare.js';

it('paints every pair of two comparisons onto one sheet', async () => {
  await using folder = await workFolder();
  const { status, stdout } = await runCli(
    [
      'photo.jpg',
      '-p',
      'ink drawing',
      ...quick,
      '--compare',
      'scheduler=euler,ddim,dpmpp-2m',
      '--compare',
      'strength=0.3,0.9',
    ],
    folder,
  );
  expect([status, stdout.toString()]).toEqual([0, 'photo-compare.png\n']);
  const { width, height } = await sharp(folder.path('photo-compare.png')).metadata();
  expect(width).toBe(3 * 64 + 4 * 16); // three columns of 64 pixels, gaps of 16
  expect(height).toBeGreaterThan(2 * 43);
});

it('compares one thing in one row, with the same seed for all', async () => {
  await using folder = await workFolder();
  const args = ['photo.jpg', '-i', '0.5', ...quick, '--compare', 'strength=0,0,0.9', '-o', 'sheet.png'];
  expect((await runCli(args, folder)).status).toBe(0);
  const cell = (column: number) =>
    sharp(folder.path('sheet.png'))
      .extract({ left: 16 + column * 80, top: 16 + 24, width: 64, height: 43 })
      .raw()
      .toBuffer();
  expect(await cell(1)).toEqual(await cell(0));
  expect(await cell(2)).not.toEqual(await cell(0));
});

it('paints chosen styles beside the source', async () => {
  await using folder = await workFolder();
  const { status, stdout } = await runCli(
    ['styles', 'ink', 'watercolor', '--sheet', 'photo.jpg', '--json', ...quick],
    folder,
  );
  expect(status).toBe(0);
  expect(JSON.parse(stdout.toString())).toMatchObject([
    { outputs: ['photo-styles.png'], pictures: ['ink', 'watercolor'] },
  ]);
  expect((await sharp(folder.path('photo-styles.png')).metadata()).width).toBe(2 * 64 + 3 * 16);
});

it('goes on with the next sheet after a picture that fails', async () => {
  await using folder = await workFolder(['a.jpg', 'c.jpg']);
  await writeFile(folder.path('b.jpg'), 'no picture');
  const args = ['*.jpg', '--compare', 'strength=0.5,1', '--json', ...quick];
  const { status, stdout } = await runCli(args, folder);
  expect(status).toBe(1);
  expect(JSON.parse(stdout.toString())).toMatchObject([
    { outputs: ['a-compare.png'] },
    { outputs: [], error: { code: 'IMAGE_DECODE' } },
    { outputs: ['c-compare.png'] },
  ]);
});

it('reads numbers, words and commas that belong to a value', () => {
  expect(parseComparison('guidanceScale=1,7.5').map(({ options }) => options)).toEqual([
    { guidanceScale: 1 },
    { guidanceScale: 7.5 },
  ]);
  expect(parseComparison('prompt=oil\\, thick,ink').map(({ labels }) => labels)).toEqual([
    ['prompt=oil, thick'],
    ['prompt=ink'],
  ]);
  expect(parseComparison('size=64x32')[0]?.options).toEqual({ size: { width: 64, height: 32 } });
});
