import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readRecipe } from '@overpaint/core';
import { afterAll, beforeAll, expect, it } from 'vitest';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
let caller: string;

beforeAll(async () => {
  caller = await mkdtemp(join(tmpdir(), 'overpaint-start-'));
});
afterAll(() => rm(caller, { recursive: true, force: true }));

/** Runs what `npm start` runs, called from the folder `caller`. */
const start = (...args: string[]) =>
  promisify(execFile)(process.execPath, [here('start.mjs'), ...args], {
    cwd: here('../..'),
    env: { ...process.env, INIT_CWD: caller, NO_COLOR: '1' },
  });

it('paints the sample photo where it was called, and says what to try next', { timeout: 240_000 }, async () => {
  const { stdout } = await start();

  const result = join(caller, 'bird-watercolor.png');
  expect(stdout).toContain(`open ${result}.`);
  expect(stdout).toContain('npm start -- photo.jpg');
  expect(readRecipe(await readFile(result))).toMatchObject({ prompt: { given: 'watercolor painting' }, seed: 7 });
});

it('is the command line where there are arguments', async () => {
  await copyFile(here('bird.jpg'), join(caller, 'photo.jpg'));

  const { stdout } = await start('photo.jpg', '-p', 'ink drawing', '--size', '64', '--steps', '2', '-o', 'ink.png');

  expect(stdout.trim()).toBe('ink.png');
  expect(await readdir(caller)).toContain('ink.png');
});

it('fails as the command line does', async () => {
  await expect(start('missing.jpg', '-p', 'ink drawing')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('missing.jpg'),
  });
});
