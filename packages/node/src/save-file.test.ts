import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isOverpaintError } from '@overpaint/core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { formatOf, pathOf, saveFile } from './save-file.js';
import { buildModule } from './testing/build-module.js';
import { runProgram } from './testing/run-program.js';

// exFAT and some network folders know no links.
const links = vi.hoisted(() => ({ known: true }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const refuse = () => Promise.reject(Object.assign(new Error('no links here'), { code: 'EPERM' }));
  return { ...real, link: (from: string, to: string) => (links.known ? real.link(from, to) : refuse()) };
});

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

it.each(['x', 'é', '猫', '🎨'])(
  'writes a name of all the 255 bytes that a file system takes, in letters like %s',
  async (letter) => {
    const inside = await emptyFolder();
    const letters = letter.repeat(Math.floor(250 / Buffer.byteLength(letter)));
    const name = `${'-'.repeat(251 - Buffer.byteLength(letters))}${letters}.png`;
    for (const replace of [false, true]) await saveFile(join(inside, name), new Uint8Array([1]), { replace });
    expect(await readdir(inside)).toEqual([name]);
    await expect(saveFile(join(inside, `-${name}`), new Uint8Array([1]))).rejects.toMatchObject({
      code: 'STORAGE',
      message: expect.stringContaining('255 bytes'),
    });
  },
);

it.each([true, false])(
  'leaves a file that it may not replace, and lets one of four have a name (links: %s)',
  async (known) => {
    links.known = known;
    const inside = await emptyFolder();
    const path = join(inside, 'a.png');
    const saving = await Promise.allSettled(
      [1, 2, 3, 4].map((byte) => saveFile(path, new Uint8Array([byte]), { replace: false })),
    );
    expect(saving.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of saving) {
      if (result.status === 'fulfilled') continue;
      expect(result.reason).toMatchObject({ code: 'STORAGE', cause: { code: 'EEXIST' } });
    }
    expect(await readdir(inside)).toEqual(['a.png']);
    // A link that leads nowhere is somebody's too.
    await symlink(join(inside, 'none'), join(inside, 'b.png'));
    await expect(saveFile(join(inside, 'b.png'), new Uint8Array([1]), { replace: false })).rejects.toThrow(/already/);
    links.known = true;
  },
);

it.each([
  ['a path', [5, new Uint8Array(1)], 'path'],
  ['a path', [null, new Uint8Array(1)], 'path'],
  ['a path', [new URL('https://example.com/a.png'), new Uint8Array(1)], 'path'],
  ['a path', ['file://server/a.png', new Uint8Array(1)], 'path'],
  ['bytes', ['a.png', 'text'], 'bytes'],
  ['bytes', ['a.png', null], 'bytes'],
  ['whether to replace', ['a.png', new Uint8Array(1), { replace: 'no' }], 'replace'],
])('refuses what is not %s', async (_, args, argument) => {
  await expect(saveFile(...(args as Parameters<typeof saveFile>))).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    argument,
  });
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
