import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { animationWriter } from '@overpaint/core/series';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openFrames } from './open-frames.js';
import { saveFrames } from './save-frames.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-frames-'));
});
afterAll(() => rm(folder, { recursive: true }));

const size = { width: 20, height: 12 };
const plain = (level: number) => ({
  ...size,
  data: new Uint8ClampedArray(4 * size.width * size.height).map((_, index) => (index % 4 === 3 ? 255 : level)),
});
const levels = [40, 120, 200];
const frames = levels.map((level, index) => ({ image: plain(level), delay: 50 + 10 * index, loop: 2 }));

/** Of each frame the level of its pixels, and how long it is shown. */
async function readAll(source: Parameters<typeof openFrames>[0], { from = 0, ...options } = {}) {
  const opened = await openFrames(source, options);
  const seen: [number, number][] = [];
  for await (const { image, delay } of opened.read(from)) {
    const { data } = image as { data?: Uint8ClampedArray };
    seen.push([
      data?.[0] ??
        (
          await sharp(image as string)
            .raw()
            .toBuffer()
        )[0]!,
      delay,
    ]);
  }
  return { count: opened.count, loop: opened.loop, seen };
}

it.each(['gif', 'webp', 'png'])(
  'writes and reads an animated %s: pixels, timing, loops, from any frame on',
  async (ending) => {
    const path = await saveFrames(join(folder, `a.${ending}`), frames, { quality: 100 });
    const { count, loop, seen } = await readAll(path);
    expect([count, loop]).toEqual([3, 2]);
    for (const [index, [level, delay]] of seen.entries()) {
      expect(Math.abs(level - levels[index]!)).toBeLessThanOrEqual(2);
      expect(delay).toBe(50 + 10 * index);
    }
    expect((await readAll(await readFile(path), { from: 2 })).seen).toEqual(seen.slice(2));
  },
);

it('writes frames into a folder and reads them in the order of their names', async () => {
  const path = await saveFrames(`${join(folder, 'each')}/`, frames);
  expect((await readdir(path)).sort()).toEqual(['frame-00001.png', 'frame-00002.png', 'frame-00003.png']);
  expect((await readAll(path)).seen).toEqual(levels.map((level) => [level, 100]));
});

it('reads lists, streams, and one picture as often as is asked', async () => {
  const pictures = frames.map(({ image }) => image);
  expect(await readAll(pictures, { from: 1 })).toMatchObject({
    count: 3,
    seen: [
      [120, 100],
      [200, 100],
    ],
  });
  async function* stream() {
    yield* pictures;
  }
  expect(await readAll(stream())).toMatchObject({ count: undefined, seen: levels.map((level) => [level, 100]) });
  expect((await readAll(pictures[0]!, { length: 3 } as object)).seen).toHaveLength(3);
});

it('joins no animation half: a failure on the way leaves what was there', async () => {
  const path = join(folder, 'kept.gif');
  await writeFile(path, 'before');
  async function* failing() {
    yield frames[0]!;
    throw new Error('stop');
  }
  await expect(saveFrames(path, failing())).rejects.toThrow('stop');
  await expect(saveFrames(path, [])).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', argument: 'frames' });
  const wide = { image: { ...plain(9), width: 10, height: 24 } };
  await expect(saveFrames(path, [frames[0]!, wide])).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  expect(await readFile(path, 'utf8')).toBe('before');
  expect((await readdir(folder)).filter((name) => name.endsWith('.partial'))).toEqual([]);
});

it('refuses what holds no frames', async () => {
  await mkdir(join(folder, 'empty'));
  const refused = { code: 'INVALID_ARGUMENT', argument: 'frames' };
  await expect(openFrames(join(folder, 'empty'), {})).rejects.toMatchObject(refused);
  await expect(openFrames([], {})).rejects.toMatchObject(refused);
  await expect(openFrames(join(folder, 'missing.gif'), {})).rejects.toMatchObject({ code: 'IMAGE_DECODE' });
  await expect(
    openFrames(
      frames.map(({ image }) => image),
      { length: 2 },
    ),
  ).rejects.toMatchObject({ argument: 'length' });
  await expect(saveFrames(join(folder, 'a.mp4'), frames)).rejects.toMatchObject({ argument: 'path' });
});

it('tells of an animation that is cut off, and of one with more pixels than allowed', async () => {
  const noise = { ...size, data: plain(0).data.map((_, index) => (index % 4 === 3 ? 255 : (index * 7919) % 256)) };
  const path = await saveFrames(join(folder, 'noise.webp'), [{ image: noise }, { image: plain(9) }, { image: noise }]);
  const bytes = await readFile(path);
  await expect(readAll(bytes.subarray(0, bytes.length - 40))).rejects.toMatchObject({ code: 'IMAGE_DECODE' });
  await expect(openFrames(bytes, { limitInputPixels: 10 })).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
});

it('takes delays that no screen shows for the usual one, as browsers do', async () => {
  const writer = animationWriter('gif', { ...size, loop: 0 });
  const still = await sharp(Buffer.from(plain(9).data), { raw: { ...size, channels: 4 } })
    .gif()
    .toBuffer();
  const parts = [writer.begin(), writer.frame(still, 0), writer.frame(still, 20), writer.end().bytes];
  expect((await readAll(Buffer.concat(parts))).seen.map(([, delay]) => delay)).toEqual([100, 20]);
});
