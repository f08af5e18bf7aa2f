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

it('draws a cell that fails as such, paints the others, and says so by its exit status', async () => {
  await using folder = await workFolder();
  const args = ['photo.jpg', '--compare', 'model=@overpaint/model-mini,./nowhere', '--json', ...quick];
  const { status, stdout, stderr } = await runCli(args, folder);
  expect(status).toBe(1);
  expect(stderr).toContain('model=./nowhere: ');
  expect(JSON.parse(stdout.toString())).toMatchObject([
    { outputs: ['photo-compare.png'], failures: [{ cell: 'model=./nowhere', code: 'MODEL_NOT_FOUND' }] },
  ]);
  const [box] = await sharp(folder.path('photo-compare.png'))
    .extract({ left: 16 + 80 + 60, top: 16 + 24 + 40, width: 1, height: 1 })
    .raw()
    .toBuffer();
  expect(box).toBe(0xfb);
});

it('keeps in the file what was compared', async () => {
  await using folder = await workFolder();
  const args = ['photo.jpg', '-p', 'ink', '--seed', '7', '--compare', 'strength=0.3,0.9', ...quick];
  expect((await runCli(args, folder)).status).toBe(0);
  const { stdout } = await runCli(['recipe', 'photo-compare.png'], folder);
  expect(JSON.parse(stdout.toString()).comparison).toMatchObject({
    axes: { strength: [0.3, 0.9] },
    options: { prompt: 'ink', seed: 7, steps: 2, size: 64 },
  });
  const again = await runCli(['photo.jpg', '--recipe', 'photo-compare.png'], folder);
  expect([again.status, again.stderr]).toEqual([2, expect.stringContaining('that of a sheet')]);
});

it.each([
  [['--compare', 'strength=0.3,7'], '--strength: expected a number from 0 to 1'],
  [['--compare', 'strength=0.3', '--compare', 'strength=0.5'], 'given twice'],
  [['--compare', 'scheduler=eulr'], 'eulr'],
])('refuses %j before anything is painted', async (args, said) => {
  await using folder = await workFolder();
  const { status, stderr } = await runCli(['photo.jpg', ...quick, ...args], folder);
  expect([status, stderr]).toEqual([2, expect.stringContaining(said)]);
  expect(await folder.files()).toEqual(['photo.jpg']);
});

it('reads numbers, words and commas that belong to a value', () => {
  expect(parseComparison('guidanceScale=1,7.5')).toEqual(['guidanceScale', [1, 7.5]]);
  expect(parseComparison('prompt=oil\\, thick,ink')).toEqual(['prompt', ['oil, thick', 'ink']]);
  expect(parseComparison('size=64x32')).toEqual(['size', [{ width: 64, height: 32 }]]);
  expect(parseComparison('lora=ink.safetensors:0.5')).toEqual([
    'loras',
    [[{ source: 'ink.safetensors', weight: 0.5 }]],
  ]);
});
