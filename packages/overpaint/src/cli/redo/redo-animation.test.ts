import { mkdir, readFile, rename } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readMetadata } from '../../../../core/src/metadata/read-metadata.js';
import { openFrames, readRecipe, saveFrames } from '../../index.js';
import { quick, runCli, workFolder } from '../../testing/run-cli.js';

let folder: Awaited<ReturnType<typeof workFolder>>;
const run = async (...args: string[]) => {
  const { status, stdout, stderr } = await runCli(args, folder);
  return { status, stdout: stdout.toString(), stderr };
};
const paint = async (...args: string[]) => {
  const { status, stderr } = await run('frames', ...args, '-p', 'ink', '--seed', '7', ...quick);
  expect(status, stderr).toBe(0);
};

beforeAll(async () => {
  folder = await workFolder([]);
  await mkdir(folder.path('shots'));
  const shots = ['shots/1.png', 'shots/2.png'].map(folder.path);
  for (const [index, shot] of shots.entries()) {
    const box = `<svg width="64" height="48"><rect width="64" height="48" fill="#468"/><rect x="${9 * index}" y="9" width="20" height="20" fill="#fc6"/></svg>`;
    await sharp(Buffer.from(box)).png().toFile(shot);
  }
  const joined = sharp(shots, { join: { animated: true } }).gif({ loop: 2, delay: [40, 60] });
  await joined.toFile(folder.path('private.gif'));
});
afterAll(() => folder[Symbol.asyncDispose]());

it('paints a GIF again, with what follows and how long it is shown, over the source that it finds', async () => {
  await paint('private.gif', '--follow', '0.4', '-o', 'old.gif');
  await rename(folder.path('private.gif'), folder.path('any name'));
  const { status, stdout, stderr } = await run('redo', 'old.gif');
  await rename(folder.path('any name'), folder.path('private.gif'));
  expect(stderr).toContain('its source is any name');
  expect([status, stdout, stderr]).toEqual([
    0,
    'old-again.gif\n',
    expect.stringContaining('every pixel of its 2 frames.'),
  ]);
  const [old, again] = await Promise.all(['old.gif', 'old-again.gif'].map((name) => readFile(folder.path(name))));
  const pixels = (bytes: Buffer) => sharp(bytes, { animated: true }).raw().toBuffer();
  expect(await pixels(again!)).toEqual(await pixels(old!));
  expect(readMetadata(old!).recipe).toMatchObject({
    animation: { count: 2, loop: 2, follow: 0.4, steadyColors: true },
  });
  expect(old!.toString('latin1')).not.toMatch(/private|overpaint-cli/);
  expect((await folder.files()).filter((name) => name.endsWith('.frames'))).toEqual([]);
});

it('paints frames of a folder again, compared as they were written, and says which differ and by what', async () => {
  await paint('shots', '--tween', 'strength=0.2..0.9', '--curve', 'lazy', '--fps', '20', '-o', 'old.webp');
  const same = await run('redo', 'old.webp', '-o', 'again.png', '--json');
  expect(JSON.parse(same.stdout)).toMatchObject([
    { same: true, outputs: ['again.png'], changed: [], recipe: { animation: { delay: 50, curve: 'lazy' } } },
  ]);
  // As if somebody had written another end into it.
  const recipe = readRecipe(await readFile(folder.path('old.webp')))!;
  const animation = { ...recipe.animation!, tween: { strength: [0.2, 0.3] as const } };
  const frames = await openFrames(folder.path('again.png'));
  async function* changed() {
    for await (const { image, delay } of frames.read(0)) {
      yield { image: { ...(image as ImageData), recipe }, delay, loop: frames.loop, animation };
    }
  }
  await saveFrames(folder.path('changed.png'), changed());
  const { status, stdout, stderr } = await run('redo', 'changed.png', '--json');
  expect([status, stderr]).toEqual([1, expect.stringContaining('in 1 of its 2 frames (2): up to')]);
  const [report] = JSON.parse(stdout);
  expect(report).toMatchObject({ same: false, frames: [{ frame: 2 }], changed: [] });
  expect(report.difference.mean).toBeCloseTo(report.frames[0].difference.mean / 2);
});

it('says what is missing: the source, or what an older version did not write', async () => {
  await rename(folder.path('private.gif'), folder.path('shots/private.gif'));
  const lost = await run('redo', 'old.gif');
  expect([lost.status, lost.stderr]).toEqual([2, expect.stringContaining('overpaint redo old.gif photo.jpg')]);
  const frames = await openFrames(folder.path('old.gif'));
  async function* without() {
    for await (const { image } of frames.read(0)) yield { image: { ...(image as ImageData), recipe: { seed: 7 } } };
  }
  await saveFrames(folder.path('older.webp'), without());
  const old = await run('redo', 'older.webp', 'shots');
  expect([old.status, old.stderr]).toEqual([2, expect.stringContaining('It lacks animation')]);
});
