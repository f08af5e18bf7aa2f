import { copyFile, mkdtemp, readdir, readFile, rename, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { CacheEntries, type CacheEntriesOptions } from './cache-entries.js';
import { cacheFolder } from './cache-folder.js';
import { type GraphCacheOptions, graphCache } from './graph-cache.js';
import { startWorkerClient } from './worker-client.js';

const original = fileURLToPath(
  new URL('../../core/golden/pipelines/sd15-tiny/vae_decoder/model.onnx', import.meta.url),
);
const worker = startWorkerClient();
const folders: string[] = [];
let cached: string;
let model: string;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'overpaint-cache-'));
  folders.push(folder);
  cached = join(folder, 'graphs');
  model = join(await mkdtemp(join(folder, 'model-')), 'model.onnx');
  await copyFile(original, model);
});
afterAll(async () => {
  await worker.dispose();
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
});

/** Opens the model through a cache, and tells from which files, and what the network says to an input. */
async function openWith(
  options: Partial<GraphCacheOptions & CacheEntriesOptions> & {
    threads?: number;
    edits?: string;
    openBytes?: number;
    runtime?: string;
  } = {},
  path = model,
) {
  const { threads, edits, openBytes, runtime = '1' } = options;
  const source = { model: path, files: [path], openBytes, ...(edits !== undefined && { edits }) };
  const settings = { logSeverityLevel: 4, ...(threads !== undefined && { intraOpNumThreads: threads }) } as const;
  const entries = new CacheEntries({ folder: cached, ...options });
  const cache = graphCache({ minimumBytes: 0, ...options, entries });
  const opened: string[] = [];
  const session = await cache.open(source, settings, runtime, (file, settings) => {
    opened.push(file.startsWith(cached) ? 'cache' : 'model');
    return worker.create(file, settings);
  });
  await entries.idle();
  const data = Float32Array.from({ length: 256 }, (_, index) => Math.sin(index));
  const { sample } = await session.run({ latent_sample: { type: 'float32', data, dims: [1, 4, 8, 8] } });
  await session.release();
  return { opened, sample };
}

it('opens from the model first and from the cache then, with the same answer', async () => {
  const first = await openWith();
  const second = await openWith();
  expect(first.opened).toEqual(['model']);
  expect(second.opened).toEqual(['cache']);
  expect(second.sample).toEqual(first.sample);
});

it('keeps nothing where memory has no room for a copy of the weights', async () => {
  const freeMemory = () => 20e9;
  expect((await openWith({ openBytes: 10e9, freeMemory })).opened).toEqual(['model']);
  expect(await readdir(cached).catch(() => [])).toEqual([]);
  await openWith({ openBytes: 8e9, freeMemory });
  expect((await openWith({ openBytes: 10e9, freeMemory })).opened).toEqual(['cache']); // what is kept is read as ever
});

it('leaves small networks alone', async () => {
  await openWith({ minimumBytes: 1e9 });
  await expect(readdir(cached)).rejects.toThrow(/ENOENT/);
});

it('does not trust an entry that is cut off, incomplete or damaged, and makes it anew', async () => {
  const { sample } = await openWith();
  const [entry] = await readdir(cached);
  const damages = [
    () => truncate(join(cached, entry!, 'model.onnx.data'), 100),
    () => rm(join(cached, entry!, 'entry.json')),
    () => writeFile(join(cached, entry!, 'entry.json'), 'no json'),
    async () => {
      const { size } = await import('node:fs').then(({ statSync }) => statSync(join(cached, entry!, 'model.onnx')));
      await writeFile(join(cached, entry!, 'model.onnx'), Buffer.alloc(size, 0xff)); // the right size, no graph
    },
  ];
  for (const damage of damages) {
    await damage();
    const again = await openWith();
    expect(again.opened.at(-1)).toBe('model');
    expect(again.sample).toEqual(sample);
    expect((await openWith()).opened).toEqual(['cache']);
  }
});

/** Other weights of the same size: a network that answers something else. */
async function otherWeights(): Promise<Buffer> {
  const bytes = await readFile(original);
  const view = new Float32Array(1);
  for (let at = bytes.length - 4096; at + 4 <= bytes.length - 2048; at += 4) {
    view[0] = bytes.readFloatLE(at);
    if (Number.isFinite(view[0]) && Math.abs(view[0]) > 1e-3 && Math.abs(view[0]) < 1) bytes.writeFloatLE(-view[0], at);
  }
  return bytes;
}

it.each([
  ['got another time of change', () => utimes(model, new Date(), new Date(Date.now() + 10_000))],
  [
    'was written to, its time of change set back',
    async () => {
      const { atime, mtime } = await stat(model);
      await writeFile(model, await otherWeights());
      await utimes(model, atime, mtime);
    },
  ],
  [
    'gave way to another of the same size and time',
    async () => {
      const { atime, mtime } = await stat(model);
      await writeFile(`${model}.new`, await otherWeights());
      await utimes(`${model}.new`, atime, mtime);
      await rename(`${model}.new`, model);
    },
  ],
])('opens the model anew when its file %s, and drops what was kept of the older one', async (_, change) => {
  await openWith();
  const before = await readdir(cached);
  await change();
  const changed = await openWith();
  expect(changed.opened).toEqual(['model']);
  expect(changed.sample).toEqual((await openWith({ minimumBytes: 1e9 })).sample);
  const after = await readdir(cached);
  expect(after).toHaveLength(1);
  expect(after).not.toEqual(before);
  const kept = await openWith();
  expect(kept).toEqual({ opened: ['cache'], sample: changed.sample });
});

it('keeps what was made for other options, edits and versions, each once', async () => {
  const purposes = [{ threads: 1 }, { threads: 2 }, { edits: 'a' }, { edits: 'b' }, { runtime: '2' }, {}];
  for (const purpose of purposes) expect((await openWith(purpose)).opened).toEqual(['model']);
  for (const purpose of purposes) expect((await openWith(purpose)).opened).toEqual(['cache']);
  expect(await readdir(cached)).toHaveLength(purposes.length);
  await utimes(model, new Date(), new Date(Date.now() + 10_000));
  expect((await openWith({ threads: 1 })).opened).toEqual(['model']);
  expect(await readdir(cached)).toHaveLength(purposes.length); // in the place of its own older state alone
});

it('keeps nothing of files that are replaced while they are opened', async () => {
  const entries = new CacheEntries({ folder: cached });
  const cache = graphCache({ entries, minimumBytes: 0 });
  const session = await cache.open({ model, files: [model] }, { logSeverityLevel: 4 }, '1', async (file, settings) => {
    const created = await worker.create(file, settings);
    await writeFile(model, await otherWeights());
    return created;
  });
  await entries.idle();
  await session.release();
  expect(await readdir(cached)).toEqual([]);
});

it('drops the entry used longest ago when there is too much', async () => {
  await openWith();
  const other = join(await mkdtemp(join(cached, '../other-')), 'model.onnx');
  await copyFile(original, other);
  await openWith({ maximumBytes: 300_000 }, other);
  expect(await readdir(cached)).toHaveLength(1);
  expect((await openWith({}, other)).opened).toEqual(['cache']);
});

it('opens the model where nothing can be kept', async () => {
  await writeFile(cached, 'a file where the folder should be');
  expect((await openWith()).opened).toEqual(['model']);
});

it('tells the error of a model that is broken, and keeps nothing', async () => {
  await writeFile(model, 'no graph');
  await expect(openWith()).rejects.toThrow(/Protobuf parsing failed/);
  expect(await readdir(cached)).toEqual([]);
});

it('keeps files where each system keeps such files', () => {
  expect(cacheFolder({ OVERPAINT_CACHE: '/x' }, 'linux')).toBe('/x');
  expect(cacheFolder({}, 'linux')).toBe(join(homedir(), '.cache', 'overpaint'));
  expect(cacheFolder({ XDG_CACHE_HOME: '/c' }, 'linux')).toBe(join('/c', 'overpaint'));
  expect(cacheFolder({}, 'darwin')).toBe(join(homedir(), 'Library', 'Caches', 'overpaint'));
});
