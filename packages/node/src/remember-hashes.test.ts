import { mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { rememberHashes } from './remember-hashes.js';

const hash = vi.fn(async (paths: readonly string[]) =>
  Promise.all(paths.map(async (path) => (await readFile(path, 'utf8')).padEnd(64, '0'))),
);
const hashOf = (content: string) => content.padEnd(64, '0');
let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-hashes-'));
});
beforeEach(async () => {
  hash.mockClear();
  path = join(await mkdtemp(join(folder, 'case-')), 'model.onnx');
  await writeFile(path, 'a1');
});
afterAll(() => rm(folder, { recursive: true }));

it('hashes a file once, and again when it changed', async () => {
  const remembered = rememberHashes(hash);
  expect(await remembered([path])).toEqual([hashOf('a1')]);
  expect(await remembered([path, path])).toEqual([hashOf('a1'), hashOf('a1')]);
  expect(hash).toHaveBeenCalledTimes(1);
  await writeFile(path, 'b2');
  await utimes(path, new Date(), new Date(Date.now() + 5000));
  expect(await remembered([path])).toEqual([hashOf('b2')]);
});

it.each([
  ['in place', (content: string) => writeFile(path, content)],
  [
    'by another file',
    async (content: string) => {
      await writeFile(`${path}.new`, content);
      await rename(`${path}.new`, path);
    },
  ],
])('hashes a file again that was replaced %s, its size and time of change kept', async (_, replace) => {
  const file = join(path, '../hashes.json');
  const remembered = rememberHashes(hash, { file, minimumBytes: 1 });
  await remembered([path]);
  const { atime, mtime } = await stat(path);
  await replace('b2');
  await utimes(path, atime, mtime);
  expect(await remembered([path])).toEqual([hashOf('b2')]);
  expect(await rememberHashes(hash, { file, minimumBytes: 1 })([path])).toEqual([hashOf('b2')]);
  expect(hash).toHaveBeenCalledTimes(2);
});

it('does not remember the hash of a file that was written to meanwhile', async () => {
  const remembered = rememberHashes(async (paths) => {
    const hashes = await hash(paths);
    if (hash.mock.calls.length === 1) await writeFile(path, 'b2');
    return hashes;
  });
  expect(await remembered([path])).toEqual([hashOf('a1')]);
  expect(await remembered([path])).toEqual([hashOf('b2')]);
});

it('keeps hashes of large files for the next start', async () => {
  const file = join(path, '../kept/hashes.json');
  await rememberHashes(hash, { file, minimumBytes: 1 })([path]);
  expect(await rememberHashes(hash, { file, minimumBytes: 1 })([path])).toEqual([hashOf('a1')]);
  expect(hash).toHaveBeenCalledTimes(1);
  await rememberHashes(hash, { file: `${file}.none` })([path]);
  expect(await readdir(join(file, '..'))).toEqual(['hashes.json']); // small files are not kept
});

it.each(['', 'no json', 'null', '7', '{"x": 5}'])('hashes anew when what was kept reads %j', async (content) => {
  const file = join(path, '../hashes.json');
  await writeFile(file, content);
  expect(await rememberHashes(hash, { file, minimumBytes: 1 })([path])).toEqual([hashOf('a1')]);
  expect(hash).toHaveBeenCalledTimes(1);
});

it('hashes where nothing can be kept', async () => {
  const remembered = rememberHashes(hash, { file: join(path, 'inside-a-file/hashes.json'), minimumBytes: 1 });
  expect(await remembered([path])).toEqual([hashOf('a1')]);
});
