import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { describeModelFiles, modelFilesContents } from '@overpaint/core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderFiles } from './files.js';

const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const hash = (paths: readonly string[]) => Promise.all(paths.map(async (path) => sha256(await readFile(path))));
let outside: string;
let root: string;

beforeAll(async () => {
  outside = await mkdtemp(join(tmpdir(), 'overpaint-files-'));
  root = join(outside, 'model');
  await mkdir(join(root, 'unet/deep'), { recursive: true });
  await writeFile(join(root, 'model_index.json'), '{}');
  await writeFile(join(root, 'unet/model.onnx'), '0123456789');
  await writeFile(join(root, 'unet/deep/data.bin'), 'x');
  await writeFile(join(root, '.hidden'), 'x');
  await writeFile(join(outside, 'secret.txt'), 'secret');
  await symlink(join(outside, 'secret.txt'), join(root, 'unet/link.txt'));
  await symlink(join(root, 'unet/model.onnx'), join(root, 'unet/inner.onnx'));
  await symlink(outside, join(root, 'up'));
  await symlink(join(root, 'nowhere'), join(root, 'dangling'));
});
afterAll(() => rm(outside, { recursive: true }));

describeModelFiles(
  { describe, it },
  'a folder',
  async () => {
    const folder = await mkdtemp(join(outside, 'suite-'));
    for (const [path, bytes] of Object.entries(modelFilesContents)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), bytes);
    }
    return folderFiles(folder, { hash });
  },
  { sha256, bytesAt: async (path) => readFile(path as string) },
);

it('lists files with their sizes, sorted', async () => {
  const files = await folderFiles(root, { hash });
  expect(files).toMatchObject({ id: 'model', location: root });
  const entries = await files.list();
  expect(entries).toContainEqual({ path: 'unet/model.onnx', size: 10, present: true });
  expect(entries.map(({ path }) => path)).toEqual([
    'model_index.json',
    'unet/deep/data.bin',
    'unet/inner.onnx',
    'unet/link.txt',
    'unet/model.onnx',
  ]);
});

it('lists what linked folders hold, through chains of links, once round in a circle', async () => {
  const folder = await mkdtemp(join(outside, 'linked-'));
  await mkdir(join(folder, 'parts/enc/deep'), { recursive: true });
  await writeFile(join(folder, 'parts/enc/model.onnx'), '01234');
  await writeFile(join(folder, 'parts/enc/.weights'), '0');
  await writeFile(join(folder, 'parts/enc/deep/data.bin'), '012');
  const links = {
    vae_encoder: 'between', // a link to a link to a link to a folder
    between: 'parts/further',
    'parts/further': 'enc',
    'parts/enc/round': '..', // and circles: to a folder around it, to itself, to each other
    self: 'self',
    here: '.',
    'parts/enc/deep/top': '../../../parts/enc/deep',
    ring: 'parts/ring',
    'parts/ring': '../ring',
    outer: '..',
  };
  for (const [path, to] of Object.entries(links)) await symlink(to, join(folder, path));
  const files = await folderFiles(folder, { hash });
  const paths = (await files.list()).map(({ path }) => path);
  expect(paths.filter((path) => /^vae_encoder\/(?!round)/.test(path))).toEqual([
    'vae_encoder/.weights',
    'vae_encoder/deep/data.bin',
    'vae_encoder/model.onnx',
  ]);
  expect(paths).toContain('between/model.onnx');
  expect(paths.length).toBeLessThan(100);
  expect(Buffer.from(await files.read('vae_encoder/model.onnx')).toString()).toBe('01234');
  expect(Buffer.from(await files.read('vae_encoder/deep/data.bin', { from: 1, to: 3 })).toString()).toBe('12');
  const before = await files.state!();
  await writeFile(join(folder, 'parts/enc/model.onnx'), '43210');
  expect(await files.state!()).not.toBe(before);
});

it('comes to an end where many folders link to each other', async () => {
  const folder = await mkdtemp(join(outside, 'many-'));
  const names = Array.from({ length: 8 }, (_, index) => `f${index}`);
  for (const name of names) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'x'), 'x');
    for (const other of names) if (other !== name) await symlink(`../${other}`, join(folder, name, other));
  }
  const files = await folderFiles(folder, { hash });
  expect((await files.list()).map(({ path }) => path)).toContain('f1/f2/f3/f4/x');
});

it('reads files and parts of them', async () => {
  const files = await folderFiles(root, { hash, id: 'some-package' });
  expect(files.id).toBe('some-package');
  expect(Buffer.from(await files.read('unet/model.onnx')).toString()).toBe('0123456789');
  expect(Buffer.from(await files.read('unet/model.onnx', { from: 2, to: 5 })).toString()).toBe('234');
  expect(Buffer.from(await files.read('unet/model.onnx', { from: 8, to: 100 })).toString()).toBe('89');
  expect(await files.locate('unet/model.onnx')).toBe(join(root, 'unet/model.onnx'));
  expect(Buffer.from(await files.read('unet/inner.onnx')).toString()).toBe('0123456789');
});

it.each([
  '../secret.txt',
  'unet/../../secret.txt',
  'unet\\..\\..\\secret.txt',
  '/etc/passwd',
  'C:/secret.txt',
  'unet/link.txt',
  'up/secret.txt',
])('does not follow %s out of the folder', async (path) => {
  const files = await folderFiles(root, { hash });
  const calls = [files.read(path), files.read(path, { from: 0, to: 1 }), files.locate(path), files.fingerprint([path])];
  // All at once: a promise that waits for its turn would be an unhandled rejection meanwhile.
  await Promise.all(calls.map((call) => expect(call).rejects.toMatchObject({ code: 'MODEL_INVALID' })));
});

it('follows the links of a Hugging Face cache to the blobs beside its snapshots', async () => {
  const repository = join(outside, 'models--owner--name');
  const snapshot = join(repository, 'snapshots/0123abc');
  await mkdir(join(repository, 'blobs'), { recursive: true });
  await mkdir(snapshot, { recursive: true });
  await writeFile(join(repository, 'blobs/ff00'), 'blob');
  await symlink('../../blobs/ff00', join(snapshot, 'model_index.json'));
  await symlink(join(outside, 'secret.txt'), join(snapshot, 'other.json'));
  const files = await folderFiles(snapshot, { hash });
  expect(Buffer.from(await files.read('model_index.json')).toString()).toBe('blob');
  await expect(files.read('other.json')).rejects.toMatchObject({ code: 'MODEL_INVALID' });
});

it('says which file is missing, and in which component', async () => {
  const files = await folderFiles(root, { hash });
  const failure = files.locate('unet/none.onnx');
  await expect(failure).rejects.toMatchObject({ code: 'MODEL_INVALID', component: 'unet' });
  await expect(failure).rejects.toThrow(/unet\/none\.onnx.*does not exist/);
});

it('names the weights as sha256sum prints them', async () => {
  const files = await folderFiles(root, { hash });
  const expected = sha256(`${sha256('0123456789')}  unet/model.onnx\n${sha256('{}')}  model_index.json\n`);
  expect(await files.fingerprint(['unet/model.onnx', 'model_index.json'])).toBe(expected);
});

it.each([
  ['a folder that is not there', () => join(outside, 'none'), /does not exist/],
  ['a file', () => join(root, 'model_index.json'), /is a file/],
  ['an empty folder', async () => mkdtemp(join(outside, 'empty-')), /is empty/],
])('refuses %s', async (_, path, message) => {
  const folder = await path();
  const failure = folderFiles(folder, { hash });
  await expect(failure).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND', source: folder });
  await expect(failure).rejects.toThrow(message);
  await expect(failure).rejects.toThrow(basename(folder));
});

it('says how a file of PyTorch becomes a model', async () => {
  const file = join(root, 'dreamy.safetensors');
  await writeFile(file, 'weights');
  await expect(folderFiles(file, { hash: async () => [] })).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringMatching(/from_single_file\(".*dreamy\.safetensors"\).*optimum-cli export onnx/),
  });
});
