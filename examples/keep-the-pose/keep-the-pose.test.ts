import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const golden = here('../../packages/core/golden/pipelines');
const photo = join(golden, 'inputs/photo-64x64.png');
/** A model as small as its weights are random, and a ControlNet for it. */
const tiny = ['--model', join(golden, 'controlnet-plain-tiny'), '--net', join(golden, 'controlnet-tiny/controlnet')];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-keep-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const keep = (...args: string[]) => promisify(execFile)(process.execPath, [here('keep.mjs'), ...args], { cwd: folder });

it('paints each prompt, and writes what the ControlNet saw once', { timeout: 240_000 }, async () => {
  const { stdout, stderr } = await keep(photo, ...tiny, '--size', '64', '-o', 'a', '-p', 'a statue', '-p', 'a robot');
  expect(stderr).toBe('');
  expect(stdout).toBe('a-control.png\na-a-statue.png\na-a-robot.png\n');
  expect((await readdir(folder)).sort()).toEqual(['a-a-robot.png', 'a-a-statue.png', 'a-control.png']);
  const { data } = await sharp(join(folder, 'a-control.png')).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  expect(new Set(data)).toEqual(new Set([0, 255]));
  expect(await readFile(join(folder, 'a-a-robot.png'))).not.toEqual(await readFile(join(folder, 'a-a-statue.png')));
});

it('keeps results apart whose prompts are written in another script', { timeout: 240_000 }, async () => {
  const { stdout } = await keep(photo, ...tiny, '--size', '64', '-o', 'd', '-p', 'статуя', '-p', '机器人');
  expect(stdout).toBe('d-control.png\nd-статуя.png\nd-机器人.png\n');
});

it('takes a control picture of the person, which steers otherwise', { timeout: 240_000 }, async () => {
  const edges = join(golden, 'inputs/edges-64x64.png');
  const pixels = async (out: string, ...args: string[]) => {
    await keep(photo, ...tiny, '--size', '64', '-o', out, ...args);
    return sharp(join(folder, `${out}-a-marble-statue.png`))
      .raw()
      .toBuffer();
  };
  expect(await pixels('b', '--control', edges)).not.toEqual(await pixels('c', '--kind', 'tile'));
});

it('explains itself without a model, and says what is wrong with a ControlNet', async () => {
  await expect(keep('photo.jpg')).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('Usage:') });
  const wrong = ['--model', tiny[1]!, '--net', join(golden, 'sdxl-controlnet-tiny/controlnet-0')];
  await expect(keep(photo, ...wrong)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("model's own family"),
  });
});
