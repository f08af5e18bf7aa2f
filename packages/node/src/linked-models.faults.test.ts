import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { type ModelEdit, makeModel } from '../../core/src/testing/make-model.js';
import { createNodeOverpaint } from './overpaint.js';

const golden = fileURLToPath(new URL('../../core/golden/', import.meta.url));
const recorded = JSON.parse(await readFile(join(golden, 'faults/04-networks.json'), 'utf8')) as {
  cases: { name: string; model: { edits: ModelEdit[] } }[];
};
const { img2img, dispose } = createNodeOverpaint({ cache: false });
const folder = await mkdtemp(join(tmpdir(), 'overpaint-linked-'));
afterAll(async () => {
  await dispose();
  await rm(folder, { recursive: true });
});

const paint = async (model: string) => {
  const image = join(golden, 'pipelines/inputs/photo-64x64.png');
  const { images } = await img2img({ image, model, prompt: 'a cat', steps: 4, seed: 3 });
  return images[0].data;
};
const base = await paint(await makeModel(join(folder, 'base')));

const components = ['text_encoder', 'unet', 'vae_decoder', 'vae_encoder'];
const siblings: { name: string; edits: ModelEdit[] }[] = [
  {
    name: 'a chain of links',
    edits: [{ op: 'link', component: 'unet', to: 'parts/unet', via: ['one', 'two', 'three'] }],
  },
  {
    name: 'every component linked',
    edits: components.map((component) => ({ op: 'link', component, to: `parts/deep/${component}` })),
  },
  {
    name: 'a linked component with weights beside its graph',
    edits: [
      { op: 'external', component: 'unet', location: 'weights.pb' },
      { op: 'link', component: 'unet', to: 'parts/unet', via: ['between'] },
    ],
  },
  { name: 'a link to a hidden folder', edits: [{ op: 'link', component: 'vae_encoder', to: '.parts/encoder' }] },
  ...[
    ['../weights.pb', '../weights.pb'],
    ['../unet/weights.pb', 'weights.pb'],
    ['./../shared/./weights.pb', '../shared/weights.pb'],
    ['nowhere/../weights.pb', 'weights.pb'],
    ['.weights', '.weights'],
  ].map(([location, file]): { name: string; edits: ModelEdit[] } => ({
    name: `weights called ${location}`,
    edits: [{ op: 'external', component: 'unet', location: location!, file: file! }],
  })),
];
const cases = [
  ...recorded.cases
    .filter(({ name }) => name.startsWith('linked'))
    .map(({ name, model }) => ({ name, edits: model.edits })),
  ...siblings,
];

it.each(cases)('$name: the same picture', async ({ name, edits }) => {
  const model = await makeModel(join(folder, name.replaceAll(/\W+/g, '-')), { edits });
  expect(await paint(model)).toEqual(base);
});

it('paints with weights that are a link to another part of the folder', async () => {
  const model = await makeModel(join(folder, 'shared-weights'), {
    edits: [{ op: 'external', component: 'unet', location: 'weights.pb', file: '../vae_decoder/shared.pb' }],
  });
  await symlink('../vae_decoder/shared.pb', join(model, 'unet/weights.pb'));
  expect(await paint(model)).toEqual(base);
});

it('finds a graph of another name beside what a system hid there', async () => {
  const model = await makeModel(join(folder, 'hidden'));
  await rename(join(model, 'unet/model.onnx'), join(model, 'unet/unet-fp32.onnx'));
  await writeFile(join(model, 'unet/._unet-fp32.onnx'), 'Mac OS X');
  await mkdir(join(model, 'unet/.ipynb_checkpoints'));
  await writeFile(join(model, 'unet/.ipynb_checkpoints/unet-fp32-checkpoint.onnx'), '');
  expect(await paint(model)).toEqual(base);
});

it.each(['../../outside.pb', '/etc/hostname'])('refuses weights at %s', async (location) => {
  const model = await makeModel(join(folder, `refused-${location.replaceAll(/\W+/g, '-')}`), {
    edits: [{ op: 'external', component: 'unet', location, file: 'weights.pb' }],
  });
  await expect(paint(model)).rejects.toMatchObject({ code: 'MODEL_INVALID', component: 'unet' });
});

it('paints with a model folder that is a link itself', async () => {
  const link = join(folder, 'latest');
  await symlink('base', link);
  expect(await paint(link)).toEqual(base);
});
