import { spawn } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { quick, runCli, workFolder } from '../../testing/run-cli.js';

let folder: Awaited<ReturnType<typeof workFolder>>;
const run = async (...args: string[]) => {
  const { status, stdout, stderr } = await runCli(args, folder);
  return { status, stdout: stdout.toString(), stderr };
};
const program = fileURLToPath(new URL('../../../bin/overpaint.js', import.meta.url));
const moving = ['--follow', '0.4', '--tween', 'strength=0.3..0.9', '-p', 'ink', '--seed', '7', ...quick];

beforeAll(async () => {
  folder = await workFolder([]);
  await mkdir(folder.path('shots'));
  for (let index = 0; index < 6; index++) {
    const box = `<svg width="64" height="48"><rect width="64" height="48" fill="#468"/><rect x="${9 * index}" y="9" width="20" height="20" fill="#fc6"/></svg>`;
    await sharp(Buffer.from(box))
      .png()
      .toFile(folder.path(`shots/${index}.png`));
  }
  const painted = await run('frames', 'shots', ...moving, '-o', 'old/');
  expect(painted.status, painted.stderr).toBe(0);
});
afterAll(() => folder[Symbol.asyncDispose]());

const pixels = (name: string) => sharp(folder.path(name)).raw().toBuffer();

it('paints a folder of frames again, into a folder or a file, and says which differ', async () => {
  const again = await run('redo', 'old', '--json');
  expect([again.status, again.stderr]).toEqual([0, expect.stringContaining('every pixel of its 6 frames.')]);
  expect(JSON.parse(again.stdout)).toMatchObject([{ outputs: ['old-again/'], same: true, frames: [], changed: [] }]);
  expect(await readdir(folder.path('old-again'))).toEqual(await readdir(folder.path('old')));
  expect(await pixels('old-again/frame-00006.png')).toEqual(await pixels('old/frame-00006.png'));
  const joined = await run('redo', 'old-again/', '-o', 'joined.webp');
  expect([joined.status, joined.stdout]).toEqual([0, 'joined.webp\n']);
  const twice = await run('redo', 'joined.webp', '-o', 'joined again/');
  expect([twice.status, twice.stderr]).toEqual([0, expect.stringContaining('every pixel of its 6 frames.')]);

  const changed = sharp(folder.path('old-again/frame-00003.png')).negate({ alpha: false });
  await writeFile(folder.path('old-again/frame-00003.png'), await changed.png().toBuffer());
  const other = await run('redo', 'old-again', '-o', 'other/');
  expect([other.status, other.stderr]).toEqual([1, expect.stringContaining('in 1 of its 6 frames (3): up to')]);
  await rm(folder.path('joined.webp'));
});

it('refuses a folder that says not how it was painted, and a place that is read', async () => {
  const none = await run('redo', 'shots');
  expect([none.status, none.stderr]).toEqual([2, expect.stringContaining('with its frames.json')]);
  for (const place of ['old/', 'shots/']) {
    const over = await run('redo', 'old', '-o', place);
    expect([over.status, over.stderr]).toEqual([2, expect.stringContaining('write over the source')]);
  }
  const bare = await run('redo', 'old', '--no-metadata');
  expect([bare.status, bare.stderr]).toEqual([2, expect.stringContaining('Name a file with -o')]);
});

/** Presses Ctrl-C once so many frames lie there. */
async function stoppedAt(frames: number, store: string, args: readonly string[]): Promise<number | null> {
  const child = spawn(process.execPath, [program, ...args], { cwd: folder.cwd, stdio: 'ignore' });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const painted = async () =>
    (await readdir(folder.path(store)).catch(() => [])).filter((name) => /^frame-\d+\.png$/.test(name)).length;
  while (child.exitCode === null && (await painted()) < frames) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGINT');
  return ended;
}

it.each([
  ['a file', 'stopped.webp', 'stopped.webp.frames'],
  ['a folder', 'stopped/', 'stopped'],
])('goes on after Ctrl-C, into %s, and leaves nothing half-written', async (_, output, store) => {
  const args = ['redo', 'old', '-o', output];
  for (const frames of [1, 3, 4]) {
    expect(await stoppedAt(frames, store, args)).toBe(130);
    const names = await readdir(folder.path(store));
    expect(names.filter((name) => !/^(frame-\d{5}\.png|frames\.json)$/.test(name))).toEqual([]);
    for (const name of names.filter((name) => name.endsWith('.png'))) await pixels(join(store, name)); // whole
    const there = await folder.files();
    expect(there).not.toContain(output);
    expect(there.filter((name) => name.startsWith('.'))).toEqual([]);
  }
  const kept = await readFile(folder.path(join(store, 'frame-00001.png')));
  await copyFile(folder.path(join(store, 'frame-00001.png')), folder.path('first.png'));
  const ended = await run(...args, '--json');
  expect([ended.status, ended.stderr]).toEqual([0, expect.stringContaining('every pixel of its 6 frames.')]);
  expect(JSON.parse(ended.stdout)).toMatchObject([{ same: true, changed: [] }]);
  if (store === 'stopped')
    expect(await readFile(folder.path('stopped/frame-00001.png'))).toEqual(kept); // not painted twice
  else expect(await folder.files()).not.toContain(store);
});
