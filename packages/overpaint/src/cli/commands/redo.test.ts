import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readMetadata } from '../../../../core/src/metadata/read-metadata.js';
import { quick, runCli, workFolder } from '../../testing/run-cli.js';

let folder: Awaited<ReturnType<typeof workFolder>>;
const redo = async (...args: string[]) => {
  const { status, stdout, stderr } = await runCli(['redo', ...args], folder);
  return { status, stdout: stdout.toString(), stderr };
};
const paint = async (...args: string[]) => {
  const { status } = await runCli(['private.jpg', '-p', 'ink drawing', '--seed', '7', ...args, ...quick], folder);
  expect(status).toBe(0);
};

beforeAll(async () => {
  folder = await workFolder(['private.jpg']);
  await paint('-o', 'old.png', '--scheduler', 'euler-ancestral', '--strength', '0.9');
});
afterAll(() => folder[Symbol.asyncDispose]());

it('paints a picture again, the same, over the source that it finds whatever that is called now', async () => {
  await rename(folder.path('private.jpg'), folder.path('any name'));
  const { status, stdout, stderr } = await redo('old.png', '-o', 'new.png');
  await rename(folder.path('any name'), folder.path('private.jpg'));
  expect(stderr).toContain('its source is any name');
  expect(stderr).toContain('came out the same, every pixel.');
  expect([status, stdout]).toEqual([0, 'new.png\n']);
  expect(await sharp(folder.path('new.png')).raw().toBuffer()).toEqual(
    await sharp(folder.path('old.png')).raw().toBuffer(),
  );
});

it('says what differs, for programs too', async () => {
  await sharp(folder.path('private.jpg')).negate().toFile(folder.path('other.png'));
  const { status, stdout } = await redo('old.png', 'other.png', '-o', 'new.png', '--json');
  const [report] = JSON.parse(stdout);
  expect(status).toBe(1);
  expect(report).toMatchObject({ same: false, changed: [{ what: 'source' }] });
  expect(report.difference.largest).toBeGreaterThan(10);
});

it('compares a JPEG as one, and finds its mask, whatever that is called now, and lays it as it was laid', async () => {
  const half = { create: { width: 48, height: 64, channels: 3 as const, background: '#fff' } };
  await sharp({ create: { width: 96, height: 64, channels: 3, background: '#000' } })
    .composite([{ input: await sharp(half).png().toBuffer(), left: 0, top: 0 }])
    .toFile(folder.path('mask.png'));
  await paint('-o', 'masked.jpg', '--mask', 'mask.png', '--mask-blur', '4', '--mask-invert');
  await rename(folder.path('mask.png'), folder.path('what to change'));
  const { stdout, stderr } = await redo('masked.jpg');
  expect(stderr).toContain('came out the same');
  expect(stdout).toBe('masked-again.jpg\n');
  await mkdir(folder.path('masks'));
  await rename(folder.path('what to change'), folder.path('masks/mask.png'));
  const missing = await redo('masked.jpg');
  expect([missing.status, missing.stderr]).toEqual([2, expect.stringContaining('Name it with --mask')]);
  const named = await redo('masked.jpg', '--mask', 'masks/mask.png', '-o', 'named.jpg');
  expect([named.status, named.stderr]).toEqual([0, expect.stringContaining('came out the same')]);
  const inverted = sharp(folder.path('masks/mask.png')).negate();
  await inverted.toFile(folder.path('other.png'));
  const other = await redo('masked.jpg', '--mask', 'other.png', '-o', 'other.jpg', '--json');
  expect(JSON.parse(other.stdout)).toMatchObject([{ same: false, changed: [{ what: 'mask' }] }]);
});

it('says how to give a source that it does not find, and what it cannot paint again', async () => {
  await mkdir(folder.path('away'));
  await rename(folder.path('private.jpg'), folder.path('away/private.jpg'));
  const lost = await redo('old.png');
  expect([lost.status, lost.stderr]).toEqual([2, expect.stringContaining('overpaint redo old.png photo.jpg')]);
  expect(lost.stderr).toContain('or the folder that it is in');
  const found = await redo('old.png', 'away', '-o', 'found.png');
  expect([found.status, found.stderr]).toEqual([0, expect.stringContaining('its source is away/private.jpg')]);
  const elsewhere = await redo('masked.jpg', 'masks');
  expect([elsewhere.status, elsewhere.stderr]).toEqual([2, expect.stringContaining('no file in masks, beside it')]);
  const over = await redo('old.png', 'away/private.jpg', '-o', 'old.png');
  expect([over.status, over.stderr]).toEqual([2, expect.stringContaining('over the source')]);
  await rename(folder.path('away/private.jpg'), folder.path('private.jpg'));
  await rm(folder.path('away'), { recursive: true });
  const none = await redo('private.jpg');
  expect([none.status, none.stderr]).toEqual([2, expect.stringContaining('a picture that holds a recipe')]);
});

it('keeps of a source its sha256 and size, and neither name nor place', async () => {
  const bytes = await readFile(folder.path('old.png'));
  const { recipe } = readMetadata(bytes);
  expect(recipe).toMatchObject({
    runtime: expect.stringMatching(/^onnxruntime-node \d/),
    source: { of: 'file', bytes: (await readFile(folder.path('private.jpg'))).length },
  });
  expect(bytes.toString('latin1')).not.toMatch(/private|overpaint-cli/);
});
