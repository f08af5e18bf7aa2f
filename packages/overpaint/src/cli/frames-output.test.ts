import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chooseFramesOutput } from './frames-output.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-output-'));
  await mkdir(join(folder, 'there'));
  await writeFile(join(folder, 'taken-overpaint.gif'), '');
});
afterAll(() => rm(folder, { recursive: true }));

const source = (name: string, isFolder = false) => ({
  ...{ path: join(folder, name), stem: name.replace(/\..*/, ''), folder, isFolder },
});

it.each([
  ['dance.gif', 'dance-overpaint.gif'],
  ['dance.webp', 'dance-overpaint.webp'],
  ['photo.jpg', 'photo-overpaint.webp'],
  ['taken.gif', 'taken-overpaint-2.gif'],
])('puts what comes of %s beside it, where nothing is yet', async (name, path) => {
  const output = await chooseFramesOutput(source(name), {});
  expect(output).toEqual({ path: join(folder, path), store: join(folder, `${path}.frames`), toFolder: false });
});

it('keeps frames in the folder that is asked for', async () => {
  const there = join(folder, 'there');
  expect(await chooseFramesOutput(source('dance.gif'), { output: there })).toEqual({
    ...{ path: there, store: there, toFolder: true },
  });
  expect(await chooseFramesOutput(source('shots', true), {})).toMatchObject({ toFolder: true });
});

it.each([
  ['out.mp4', '.gif, .webp, .png or .apng'],
  ['-', 'a file or a folder'],
])('refuses %s', async (output, said) => {
  await expect(chooseFramesOutput(source('dance.gif'), { output })).rejects.toThrow(said);
});

it('writes over the source only where both -o and --overwrite say so', async () => {
  const options = { output: join(folder, 'dance.gif') };
  await expect(chooseFramesOutput(source('dance.gif'), options)).rejects.toThrow('over the source');
  expect(await chooseFramesOutput(source('dance.gif'), { ...options, overwrite: true })).toMatchObject({
    toFolder: false,
  });
});
