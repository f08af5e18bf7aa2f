import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { fromRecipe, readRecipe } from '@overpaint/core';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { runCli, workFolder } from '../../testing/run-cli.js';
import { controlChoice } from '../control-flags.js';

const golden = (path: string) => fileURLToPath(new URL(`../../../../core/golden/pipelines/${path}`, import.meta.url));
const net = golden('controlnet-tiny/controlnet');
const painting = ['photo.jpg', '-p', 'ink', '-m', golden('controlnet-plain-tiny'), '--size', '64', '--steps', '2'];

it('steers by the edges of the source, and saves what the ControlNet saw', async () => {
  await using folder = await workFolder();
  const args = [...painting, '--seed', '7', '--control', `canny:${net}:0.8:0-1`, '--save-control'];
  const { status, stdout, stderr } = await runCli(args, folder);
  expect(stderr).toContain('seed 7');
  expect([status, stdout.toString().trim().split('\n')]).toEqual([
    0,
    ['photo-control-canny.png', 'photo-overpaint.png'],
  ]);
  expect(new Set(await sharp(folder.path('photo-control-canny.png')).removeAlpha().raw().toBuffer()).size).toBeLessThan(
    3,
  );
  const recipe = readRecipe(await readFile(folder.path('photo-overpaint.png')))!;
  expect(recipe.features).toMatchObject([{ name: 'control-net', weight: 0.8, preprocess: 'canny' }]);
  expect(fromRecipe(recipe).replays?.controlNets).toHaveLength(1);

  const replay = [
    'photo.jpg',
    '--recipe',
    'photo-overpaint.png',
    '-m',
    golden('controlnet-plain-tiny'),
    '-o',
    'again.png',
  ];
  const refused = await runCli(replay, folder);
  expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('"controlnet" (sha256')]);
  expect((await runCli([...replay, '--control', `canny:${net}:0.8`], folder)).status).toBe(0);
  expect(await sharp(folder.path('again.png')).raw().toBuffer()).toEqual(
    await sharp(folder.path('photo-overpaint.png')).raw().toBuffer(),
  );
});

it('is told by a plan', async () => {
  await using folder = await workFolder();
  const { status, stdout } = await runCli(['plan', ...painting, '--control', `canny:${net}:0.8:0-0.6`], folder);
  expect([status, stdout.toString()]).toEqual([
    0,
    expect.stringMatching(/^steered by +.*controlnet, canny, weight 0\.8, from 0 to 0\.6 of the run$/m),
  ]);
});

it('takes control pictures for those that see them as they are, and never writes over one', async () => {
  await using folder = await workFolder();
  await sharp(golden('inputs/edges-64x64.png')).toFile(folder.path('edges.png'));
  const args = [
    ...painting,
    '--control',
    `none:${net}:0.5`,
    '--control',
    `canny:${net}`,
    '--control-image',
    'edges.png',
  ];
  expect((await runCli([...args, '-o', 'out.png', '--save-control'], folder)).status).toBe(0);
  expect(await folder.files()).toEqual(
    expect.arrayContaining(['out.png', 'out-control-none.png', 'out-control-canny.png']),
  );
  const over = await runCli([...args, '-o', 'edges.png'], folder);
  expect([over.status, over.stderr]).toEqual([2, expect.stringContaining('write over the source')]);
  const extra = await runCli(
    [...painting, '--control', `canny:${net}`, '--control-image', 'a', '--control-image', 'b'],
    folder,
  );
  expect([extra.status, extra.stderr]).toEqual([2, expect.stringContaining('--control-image: expected one')]);
});

it('inspects a ControlNet, and says what does not fit', async () => {
  await using folder = await workFolder();
  for (const source of [net, `${net}/model.onnx`]) {
    const { status, stdout } = await runCli(['inspect', source], folder);
    expect([status, stdout.toString()]).toEqual([
      0,
      expect.stringMatching(/^for models of +stable-diffusion, text of width 32$/m),
    ]);
  }
  const { stdout } = await runCli(['inspect', golden('sdxl-controlnet-tiny/controlnet-1'), '--json'], folder);
  expect(JSON.parse(stdout.toString())).toMatchObject({ family: 'stable-diffusion-xl', residuals: 5 });
  const wrong = await runCli(
    [...painting, '--control', `canny:${golden('sdxl-controlnet-tiny/controlnet-1')}`],
    folder,
  );
  expect([wrong.status, wrong.stderr]).toEqual([1, expect.stringContaining('expected one made for')]);
  expect((await runCli([...painting, '--control', 'depth:x'], folder)).status).toBe(2);
});

it.each([
  ['canny:a', { preprocess: 'canny', source: 'a' }],
  ['canny:a:0.5', { preprocess: 'canny', source: 'a', weight: 0.5 }],
  ['none:C:\\nets\\pose:1:0.2-.8', { preprocess: 'none', source: 'C:\\nets\\pose', weight: 1, start: 0.2, end: 0.8 }],
  ['tile:https://x.org/a.onnx', { preprocess: 'tile', source: 'https://x.org/a.onnx' }],
  ['LineArt:./a b', { preprocess: 'lineart', source: './a b' }],
])('reads %s', (text, choice) => {
  expect(controlChoice(text)).toEqual([choice]);
});
