import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freeNames } from './free-names.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-names-'));
});
afterEach(() => rm(folder, { recursive: true }));

const made = (stem: string, first = 1, inside = folder) => ({
  folder: inside,
  stem,
  first,
  tail: (counter: number) => `-${counter}.png`,
});
const bytes = new Uint8Array([1]);

it('cuts names further where the file system takes less', async () => {
  // A whole path has at most 4096 bytes, which answers as a system with short names does.
  let deep = folder;
  while (deep.length < 3900) deep = join(deep, 'x'.repeat(Math.min(200, 3900 - deep.length)));
  const names = await freeNames([], { overwrite: false });
  const path = await names.write(bytes, made('y'.repeat(300), 1, deep));
  expect([basename(path).length, dirname(path)]).toEqual([143, deep]);
  expect(await readdir(deep)).toEqual([basename(path)]);
});

it.each([false, true])(
  'never writes over a source or a result, by whatever name it goes (--overwrite: %s)',
  async (overwrite) => {
    await mkdir(join(folder, 'x'));
    await writeFile(join(folder, 'a-1.png'), 'source');
    await writeFile(join(folder, 'a-3.png'), 'other');
    await symlink('.', join(folder, 'here'));
    const names = await freeNames([join(folder, 'here/a-1.png')], { overwrite });
    expect(await names.isSource(join(folder, 'x/../a-1.png'))).toBe(true);
    expect(await names.isSource(join(folder, 'none.png'))).toBe(false);
    const written = [await names.write(bytes, made('a')), await names.write(bytes, made('a', 1, join(folder, 'here')))];
    expect(written.map((path) => basename(path))).toEqual(['a-2.png', overwrite ? 'a-3.png' : 'a-4.png']);
    expect(await readFile(join(folder, 'a-1.png'), 'utf8')).toBe('source');
  },
);
