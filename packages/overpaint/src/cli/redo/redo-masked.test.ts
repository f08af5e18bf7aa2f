import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  compare,
  dispose,
  img2img,
  type NodeImageInput,
  nodeImageCodec,
  paintFrames,
  saveFrames,
} from '../../index.js';
import { runCli, workFolder } from '../../testing/run-cli.js';

let folder: Awaited<ReturnType<typeof workFolder>>;
const redo = async (...args: string[]) => {
  const { status, stdout, stderr } = await runCli(['redo', ...args], folder);
  return { status, stdout: stdout.toString(), stderr };
};
const quick = { prompt: 'ink', seed: 7, size: 64, steps: 2, stepsMode: 'exact', strength: 0.9 } as const;

/** White where it is repainted: one side of the picture. */
const half = (left: number) =>
  sharp({ create: { width: 96, height: 64, channels: 3, background: '#000' } })
    .composite([{ input: { create: { width: 48, height: 64, channels: 3, background: '#fff' } }, left, top: 0 }])
    .png()
    .toBuffer();

beforeAll(async () => {
  folder = await workFolder(['private.jpg']);
  await writeFile(folder.path('left.png'), await half(0));
  await writeFile(folder.path('right.png'), await half(48));
});
afterAll(async () => {
  await dispose();
  await folder[Symbol.asyncDispose]();
});

const at = (name: string) => folder.path(name);

it('paints a sheet again that compares masks, each found by its sha256', async () => {
  const axes = { mask: [at('left.png'), at('right.png'), undefined] };
  const sheet = await compare({ ...quick, image: at('private.jpg'), axes }).sheet();
  await writeFile(at('masks.png'), await sheet.encode());
  await rename(at('left.png'), at('one'));
  await rename(at('right.png'), at('other'));
  const again = await redo('masks.png');
  expect([again.status, again.stderr]).toEqual([0, expect.stringContaining('the same, every pixel of its 3 pictures')]);
  const one = await redo('masks.png', '--mask', 'one');
  expect([one.status, one.stderr]).toEqual([2, expect.stringContaining('one for all of its pictures')]);
  await mkdir(at('away'));
  await rename(at('other'), at('away/other'));
  const lost = await redo('masks.png', '-o', 'lost.png');
  expect([lost.status, lost.stderr]).toEqual([
    2,
    expect.stringMatching(/masks\.png was painted with a mask, and no file/),
  ]);
  await rename(at('one'), at('left.png'));
  await rename(at('away/other'), at('right.png'));
  expect(await folder.files()).not.toContain('lost.png');
});

it('paints a sheet and an animation over one mask again, which came to both as pixels', async () => {
  const mask = at('left.png');
  const sheet = await compare({ ...quick, image: at('private.jpg'), mask, axes: { strength: [0.3, 0.9] } }).sheet();
  await writeFile(at('masked-sheet.png'), await sheet.encode());
  await saveFrames(
    at('masked.webp'),
    paintFrames({ ...quick, frames: at('private.jpg'), mask, length: 2, tween: { strength: [0.3, 0.9] } }),
  );
  await rename(mask, at('private mask'));
  for (const [name, parts] of [
    ['masked-sheet.png', '2 pictures'],
    ['masked.webp', '2 frames'],
  ] as const) {
    const again = await redo(name, '--json');
    expect([again.status, again.stderr]).toEqual([0, expect.stringContaining(`every pixel of its ${parts}`)]);
    expect(JSON.parse(again.stdout)).toMatchObject([{ same: true, changed: [] }]);
    expect((await readFile(at(name))).toString('latin1')).not.toMatch(/private|left\.png|overpaint-cli/);
  }
  await rename(at('private mask'), mask);
});

it('finds the further pictures of an editing model, each in its place', async () => {
  const model = fileURLToPath(new URL('../../../../core/golden/pipelines/klein-tiny', import.meta.url));
  const references = ['one seen', 'other seen'].map(at);
  for (const [index, name] of references.entries()) {
    await sharp({ create: { width: 64 + 16 * index, height: 64, channels: 3, background: index ? '#c33' : '#36c' } })
      .png()
      .toFile(name);
  }
  const { images } = await img2img({
    image: at('private.jpg'),
    prompt: 'a wall',
    size: 64,
    steps: 2,
    seed: 3,
    model,
    references,
  });
  await images[0].save(at('edited.png'));
  expect(images[0].recipe.references).toMatchObject([{ of: 'file' }, { of: 'file' }]);
  await rename(at('one seen'), at('zz'));
  const again = await redo('edited.png', '--model', model, '--json');
  expect([again.status, again.stderr]).toEqual([0, expect.stringContaining('came out the same')]);
  expect(JSON.parse(again.stdout)).toMatchObject([{ same: true, changed: [] }]);
  const turned = await redo(
    'edited.png',
    '--model',
    model,
    '--reference',
    'other seen',
    '--reference',
    'zz',
    '-o',
    'x.png',
    '--json',
  );
  expect(JSON.parse(turned.stdout)).toMatchObject([{ same: false, changed: [{ what: 'references' }] }]);
  await rename(at('zz'), at('away/zz'));
  const lost = await redo('edited.png', '--model', model, '-o', 'lost.png');
  expect([lost.status, lost.stderr]).toEqual([
    2,
    expect.stringContaining('Name them with --reference, in their order'),
  ]);
});

it('finds a source that came as pixels in the files that have them', async () => {
  const image = await (await nodeImageCodec.openImage(at('private.jpg') as NodeImageInput, {})).decode();
  const { images } = await img2img({ ...quick, image });
  await images[0].save(at('pixels.png'));
  const again = await redo('pixels.png', '--json');
  expect([again.status, again.stderr]).toEqual([0, expect.stringContaining('its source is private.jpg')]);
  expect(JSON.parse(again.stdout)).toMatchObject([{ same: true, changed: [] }]);
  await rename(at('private.jpg'), at('away/private.jpg'));
  const lost = await redo('pixels.png', '-o', 'lost.png');
  expect([lost.status, lost.stderr]).toEqual([
    2,
    expect.stringContaining('no picture beside it or in this folder has those'),
  ]);
});
