import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { createOverpaint } from '../overpaint.js';
import { type ModelEdit, makeModel } from '../testing/make-model.js';
import { referenceFiles } from '../testing/reference-backend.js';
import { referencePicture, referencePlatform } from '../testing/reference-platform.js';

interface Case {
  readonly name: string;
  readonly edits: readonly ModelEdit[];
}

const recorded = JSON.parse(
  await readFile(new URL('../../golden/faults/04-networks.json', import.meta.url), 'utf8'),
) as { cases: { name: string; model: { edits: ModelEdit[] } }[] };

/** Further ones of the same kinds: other types, several at once, other words for the same place. */
const siblings: Case[] = [
  ...[1, 6, 9].map(
    (type): Case => ({
      name: `attention_mask of type ${type}`,
      edits: [{ op: 'textInput', name: 'attention_mask', type }],
    }),
  ),
  { name: 'position_ids of type 6', edits: [{ op: 'textInput', name: 'position_ids', type: 6 }] },
  {
    name: 'both',
    edits: [
      { op: 'textInput', name: 'attention_mask' },
      { op: 'textInput', name: 'position_ids' },
    ],
  },
  {
    name: 'hidden states first',
    edits: [{ op: 'outputsFirst', names: ['hidden_states.0', 'pooler_output', 'hidden_states.1'] }],
  },
  {
    name: 'mask and outputs',
    edits: [
      { op: 'textInput', name: 'attention_mask' },
      { op: 'outputsFirst', names: ['text_embeds'] },
    ],
  },
  ...['././weights.pb', 'data/../weights.pb', './/weights.pb'].map(
    (location): Case => ({
      name: `external data ${location}`,
      edits: [{ op: 'external', component: 'unet', location, file: 'weights.pb', beside: 'data' }],
    }),
  ),
  {
    name: 'external data one folder down',
    edits: [{ op: 'external', component: 'vae_decoder', location: './data/weights.pb', file: 'data/weights.pb' }],
  },
];

const folder = await mkdtemp(join(tmpdir(), 'overpaint-networks-'));
afterAll(() => rm(folder, { recursive: true }));

const call = { image: referencePicture(), prompt: 'a cat', size: 64, steps: 2, strength: 1, seed: 3 };
const paint = async (at: string) => {
  const platform = { ...referencePlatform(), openModel: async () => referenceFiles(pathToFileURL(`${at}/`)) };
  return (await createOverpaint<URL, never, never>(platform as never).img2img(call)).images[0] as { data: Uint8Array };
};
const base = await paint(await makeModel(join(folder, 'base')));

const cases: Case[] = [
  ...recorded.cases
    .filter(({ name }) => !name.startsWith('linked'))
    .map(({ name, model }) => ({ name, edits: model.edits })),
  ...siblings,
];
it.each(cases)('$name: the same picture', async ({ edits }) => {
  const at = await makeModel(await mkdtemp(join(folder, 'case-')), { edits });
  expect((await paint(at)).data).toEqual(base.data);
});

it.each(['../weights.pb', 'data/../../weights.pb', '/tmp/weights.pb'])(
  'refuses external data at %s',
  async (location) => {
    const at = await makeModel(join(folder, `out-${location.replace(/\W+/g, '-')}`), {
      edits: [{ op: 'external', component: 'unet', location, file: 'weights.pb' }],
    });
    await expect(paint(at)).rejects.toMatchObject({ code: 'MODEL_INVALID', component: 'unet' });
  },
);
