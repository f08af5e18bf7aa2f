import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readRecipe } from '@overpaint/core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'overpaint-basic-'));
  await Promise.all([mkdir(join(root, 'start')), mkdir(join(root, 'work'))]);
  await copyFile(here('../start/bird.jpg'), join(root, 'start/bird.jpg'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

it('paints the bird and ends by itself', { timeout: 240_000 }, async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [here('paint.mjs')], {
    cwd: join(root, 'work'),
  });

  expect(stdout + stderr).toBe('');
  const bytes = await readFile(join(root, 'work/bird-watercolor.png'));
  expect(readRecipe(bytes)).toMatchObject({ prompt: { given: 'watercolor painting, flower' } });
  const { width, height } = await sharp(bytes).metadata();
  expect(width / height).toBeCloseTo(1024 / 896, 1); // the source's own aspect ratio
});
