import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';

const program = fileURLToPath(new URL('batch.mjs', import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-batch-'));
  for (const name of ['a.jpg', 'c.png']) {
    await sharp({ create: { width: 96, height: 64, channels: 3, background: '#c96' } }).toFile(join(folder, name));
  }
  await writeFile(join(folder, 'b.jpg'), 'no picture');
  await writeFile(join(folder, 'notes.txt'), 'not looked at');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function batch(...args: string[]) {
  const child = spawn(process.execPath, [program, ...args]);
  const status = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { status: await status, stdout, stderr };
}

it('paints what it can and says what it could not', async () => {
  const { status, stdout, stderr } = await batch(folder, '--size', '64', '--steps', '2');

  expect(stderr).toBe('');
  expect(stdout).toMatch(/\[1\/3\] a\.jpg {2}\d+\.\d s\n\[2\/3\] b\.jpg {2}failed: .+\n\[3\/3\] c\.png {2}\d+\.\d s\n/);
  expect(stdout).toContain('2 of 3 painted. Failed: b.jpg.');
  expect(status).toBe(1);
  expect(await readdir(join(folder, 'painted'))).toEqual(['a.png', 'c.png']);
  expect(await sharp(join(folder, 'painted/a.png')).metadata()).toMatchObject({ width: 64, height: 43 });
});

it('explains itself without a folder', async () => {
  const { status, stderr } = await batch();

  expect(stderr).toContain('Usage: node batch.mjs <folder>');
  expect(status).toBe(2);
});
