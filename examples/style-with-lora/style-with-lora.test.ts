import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const golden = (path: string) => here(`../../packages/core/golden/${path}`);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-style-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const style = (...args: string[]) =>
  promisify(execFile)(process.execPath, [here('style.mjs'), ...args], { cwd: folder });
const pixels = (file: string) => sharp(join(folder, file)).removeAlpha().raw().toBuffer();

it('paints the sample at each weight', { timeout: 240_000 }, async () => {
  const model = golden('pipelines/sd15-tiny');
  const small = ['--model', model, '--size', '64', '--steps', '4', '-p', 'ink'];
  const { stdout } = await style(...small, '--lora', golden('loras/sd15-tiny/loras/kohya.safetensors'));
  expect(stdout.trim().split('\n').slice(1)).toEqual(['bird-0.png', 'bird-0.5.png', 'bird-1.png']);
  const [plain, half, whole] = await Promise.all(['bird-0.png', 'bird-0.5.png', 'bird-1.png'].map(pixels));
  const apart = (a: Buffer, b: Buffer) => a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
  expect(apart(plain!, half!)).toBeGreaterThan(1);
  expect(apart(plain!, whole!)).toBeGreaterThan(apart(plain!, half!));
});

it('says what is missing, and what does not fit', async () => {
  await expect(style()).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('Usage') });
  const model = golden('pipelines/sd15-tiny');
  const lora = golden('loras/flux-tiny/loras/ai-toolkit.safetensors');
  await expect(style('--model', model, '--lora', lora)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('FLUX'),
  });
  expect(await readdir(folder)).not.toContain('bird-0.1.png');
});
