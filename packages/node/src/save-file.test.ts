import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isOverpaintError } from '@overpaint/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formatOf, pathOf, saveFile } from './save-file.js';
import { buildModule } from './testing/build-module.js';
import { runProgram } from './testing/run-program.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-save-'));
});
afterAll(() => rm(folder, { recursive: true }));

const emptyFolder = () => mkdtemp(join(folder, 'case-'));

it('writes the bytes and nothing else, over an older file too', async () => {
  const inside = await emptyFolder();
  const path = join(inside, 'picture.png');
  await writeFile(path, 'older and longer');
  await saveFile(path, new Uint8Array([1, 2, 3]));
  expect([...(await readFile(path))]).toEqual([1, 2, 3]);
  expect(await readdir(inside)).toEqual(['picture.png']);
});

it.each([
  ['a.png', 'png'],
  ['a.b.JPG', 'jpeg'],
  ['a.jpeg', 'jpeg'],
  ['a.webp', 'webp'],
])('saves %s as %s', (path, format) => {
  expect(formatOf(path)).toBe(format);
});

it.each(['a.gif', 'a', '.png', 'a.png.txt'])('refuses %s and lists what it can write', (path) => {
  expect(() => formatOf(path)).toThrow(/\.png, \.jpg, \.jpeg or \.webp/);
});

it('takes file URLs, and refuses what is no path', () => {
  expect(pathOf(pathToFileURL('/tmp/a b.png'))).toBe('/tmp/a b.png');
  expect(pathOf(pathToFileURL('/tmp/a b.png').href)).toBe('/tmp/a b.png');
  for (const path of ['', 5, null, undefined]) expect(() => pathOf(path as string)).toThrow(/file name/);
});

it.each([
  ['a missing folder', async (inside: string) => join(inside, 'none/a.png'), /none does not exist/],
  [
    'a folder of that name',
    async (inside: string) => {
      await mkdir(join(inside, 'a.png'));
      return join(inside, 'a.png');
    },
    /a folder has that name/,
  ],
  [
    'a path through a file',
    async (inside: string) => {
      await writeFile(join(inside, 'file'), '');
      return join(inside, 'file/a.png');
    },
    /does not exist/,
  ],
])('says what is wrong with %s, and leaves nothing', async (_, prepare, message) => {
  const inside = await emptyFolder();
  const path = await prepare(inside);
  const before = await readdir(inside);
  const failure = await saveFile(path, new Uint8Array(10)).catch((error: unknown) => error);
  expect(isOverpaintError(failure)).toBe(true);
  expect(failure).toMatchObject({ code: 'STORAGE', message: expect.stringMatching(message), cause: expect.any(Error) });
  expect(await readdir(inside)).toEqual(before);
});

it('says when writing is forbidden', async () => {
  const inside = await emptyFolder();
  await chmod(inside, 0o555);
  // The superuser may write everywhere but in the kernel's own file system.
  const path = join(process.getuid?.() === 0 ? '/proc' : inside, 'a.png');
  await expect(saveFile(path, new Uint8Array(10))).rejects.toMatchObject({ code: 'STORAGE' });
  await chmod(inside, 0o755);
});

it('leaves the older file as it was when there is no room for the new one', async () => {
  const inside = await emptyFolder();
  const path = join(inside, 'picture.png');
  await writeFile(path, 'older');
  const built = await buildModule('save-file');
  // A limit on the size of files needs no rights and fails as a full disk does: part of the bytes are written.
  const { out } = await runProgram(
    `${built.imports.esm('saveFile')}
    await saveFile(${JSON.stringify(path)}, new Uint8Array(1 << 20)).catch(({ code, message }) => console.log(code, message));`,
    { fileBlocks: 64 },
  );
  expect(out).toMatch(/^STORAGE .*picture\.png was not written: the disk is full/);
  expect(await readFile(path, 'utf8')).toBe('older');
  expect(await readdir(inside)).toEqual(['picture.png']);
  await rm(built.folder, { recursive: true });
});
