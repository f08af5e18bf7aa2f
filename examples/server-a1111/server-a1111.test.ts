import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readRecipe } from '@overpaint/core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'overpaint-a1111-'));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

it('paints by `overpaint serve`, which ends well when it is told to', async () => {
  const cli = here('../../packages/overpaint/bin/overpaint.js');
  const server = spawn(process.execPath, [cli, 'serve', '--port', '0'], { cwd, stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(server, 'exit');
  try {
    const [line] = await Promise.race([once(server.stdout, 'data'), ended]);
    const args = [here('paint.mjs'), '--url', String(line).trim(), '-p', 'ink drawing', '--size', '64'];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd });

    expect(stdout).toContain('painted.png: ink drawing');
    const bytes = await readFile(join(cwd, 'painted.png'));
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 64, height: 64 });
    expect(readRecipe(bytes)).toMatchObject({ seed: 7, scheduler: 'euler-ancestral', strength: 0.6 });
  } finally {
    server.kill('SIGTERM');
  }
  expect(await ended).toEqual([0, null]);
});
