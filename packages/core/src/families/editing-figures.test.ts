import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { TensorSpec } from '../backend/network-tensor.js';
import type { ModelDescription } from '../model/describe.js';
import type { ComponentInspection, ModelFolder } from '../model/inspect.js';
import { resolvePlan } from '../plan.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { plainPresets } from '../testing/plain-presets.js';
import type { Tokenizer } from '../text/index.js';
import { tiling } from '../tiles/tiling.js';
import { detectFamily } from './detect.js';

interface Places {
  readonly dims: readonly number[];
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly sums: readonly number[];
}

/** What diffusers' pipelines gave full-size networks, and how large these are (scripts/golden/editing.py). */
const { transformers, cases } = JSON.parse(
  readFileSync(new URL('../../golden/editing/figures.json', import.meta.url), 'utf8'),
) as {
  transformers: Record<string, { parameters: number; heads: number }>;
  cases: {
    family: 'flux-kontext' | 'flux-2-klein';
    pictures: [number, number][];
    size: [number, number] | null;
    steps: number;
    references: [number, number][];
    painted: number;
    text: number;
    sequence: number;
    timesteps: number[];
    imgIds: Places;
    txtIds: Places;
  }[];
};

type Dims = TensorSpec['dims'];
const specs = (dims: Readonly<Record<string, Dims>>): TensorSpec[] =>
  Object.entries(dims).map(([name, one]) => ({ name, type: 'float32', dims: one }));

/** A network as the header of its graph tells it. */
const component = (
  name: string,
  inputs: Readonly<Record<string, Dims>>,
  outputs: Readonly<Record<string, Dims>>,
  { bytes = 0, config }: { bytes?: number; config?: object } = {},
) =>
  ({
    name,
    inputs: specs(inputs),
    outputs: specs(outputs),
    bytes,
    config,
    float16Bytes: 0,
  }) as unknown as ComponentInspection;

const vae = { block_out_channels: [128, 256, 512, 512], scaling_factor: 0.3611, shift_factor: 0.1159 };
const weights = (family: string) => ({
  bytes: 4 * transformers[family]!.parameters,
  config: { num_attention_heads: transformers[family]!.heads },
});

/** The models as they are published: FLUX.1's folders, and klein's flat files with a text of one length. */
const folders: Record<string, { pipeline?: string; components: readonly ComponentInspection[] }> = {
  'flux-kontext': {
    pipeline: 'FluxKontextPipeline',
    components: [
      component(
        'text_encoder',
        { input_ids: ['b', 77] },
        { last_hidden_state: ['b', 77, 768], pooler_output: ['b', 768] },
      ),
      component('text_encoder_2', { input_ids: ['b', 's'] }, { last_hidden_state: ['b', 's', 4096] }),
      component(
        'transformer',
        {
          hidden_states: ['b', 's', 64],
          encoder_hidden_states: ['b', 't', 4096],
          pooled_projections: ['b', 768],
          timestep: ['b'],
          img_ids: ['s', 3],
          txt_ids: ['t', 3],
          guidance: ['b'],
        },
        { out_hidden_states: ['b', 's', 64] },
        weights('flux-kontext'),
      ),
      component(
        'vae_encoder',
        { sample: ['b', 3, 'h', 'w'] },
        { latent_parameters: ['b', 32, 'h', 'w'] },
        { config: vae },
      ),
      component('vae_decoder', { latent_sample: ['b', 16, 'h', 'w'] }, { sample: ['b', 3, 'h', 'w'] }, { config: vae }),
    ],
  },
  'flux-2-klein': {
    components: [
      component('text_encoder', { input_ids: [1, 512], attention_mask: [1, 512] }, { prompt_embeds: [1, 512, 7680] }),
      component(
        'transformer',
        {
          hidden_states: [1, 's', 128],
          encoder_hidden_states: [1, 512, 7680],
          timestep: [1],
          img_ids: [1, 's', 4],
          txt_ids: [1, 512, 4],
        },
        { noise_pred: [1, 's', 128] },
        weights('flux-2-klein'),
      ),
      component('vae_encoder', { image: [1, 3, 'h', 'w'] }, { latents: [1, 128, 'h', 'w'] }),
      component('vae_decoder', { latents: [1, 128, 'h', 'w'] }, { image: [1, 3, 'h', 'w'] }),
    ],
  },
};

function describeFolder(name: string): ModelDescription {
  const { pipeline, components } = folders[name]!;
  const folder = {
    id: 'model',
    name: 'model',
    location: 'model',
    pipeline,
    index: {},
    components: Object.fromEntries(components.map((one) => [one.name, one])),
    defaults: {},
    optimised: false,
  } as unknown as ModelFolder;
  const family = detectFamily(folder);
  expect(family.name).toBe(name);
  const scheduler = { config: undefined, replaced: undefined };
  return {
    ...family.describe(folder),
    folder,
    family,
    scheduler,
    tinyCodec: undefined,
    foreignOperators: {},
    needed: [],
    refuse: () => {},
  };
}

const tokenizer: Tokenizer = {
  encode: (text) => [...text].map(() => 1),
  bos: undefined,
  eos: 0,
  pad: 0,
  maxLength: 512,
};
const sizeOf = ([width, height]: readonly [number, number]) => ({ width, height });

function placesOf({ data, dims }: Tensor): Places {
  const axes = dims.at(-1)!;
  const rows = data.length / axes;
  const row = (at: number) => [...data.subarray(at * axes, (at + 1) * axes)];
  const sums = Array.from({ length: axes }, () => 0);
  for (let i = 0; i < data.length; i++) sums[i % axes]! += data[i]!;
  return { dims: [rows, axes], first: row(0), last: row(rows - 1), sums };
}

const asked = cases.map(
  (one) =>
    [
      `${one.family} of ${one.pictures.join(' and ')} at ${one.size ?? 'its own size'}, ${one.steps} steps`,
      one,
    ] as const,
);

describe.each(asked)('%s', async (_, { family: name, pictures, size, steps, ...told }) => {
  const model = describeFolder(name);
  const [source, ...references] = pictures.map(sizeOf);
  const { plan } = await resolvePlan(
    { image: '', prompt: 'ink', steps, ...(size && { size: sizeOf(size) }) },
    {
      model,
      tokenizer,
      source: source!,
      references,
      presets: plainPresets,
      downloadBytes: 0,
      memory: 'staged',
      tiling: async () => tiling,
    },
  );

  it('is planned as long as diffusers makes it', () => {
    expect(plan.references!.map(({ size: { width, height } }) => [width, height])).toEqual(told.references);
    expect(plan.tokens).toEqual({ text: told.text, painted: told.painted, all: told.text + told.sequence });
    expect(plan.timesteps).toEqual(told.timesteps.map((timestep) => expect.closeTo(timestep, 2)));
    expect(plan.strength).toBe(1);
  });

  it('has the places that diffusers gives its tokens', () => {
    const { latent } = model;
    const blank = ({ width, height }: { width: number; height: number }) =>
      tensor([1, latent.channels, height / latent.downscale, width / latent.downscale]);
    const hidden = tensor([1, told.text, 8]);
    const feeds = model.family.feeds({
      sample: blank(plan.network),
      references: plan.references!.map((one) => blank(one.size)),
      timestep: 1000,
      level: { alpha: 0, sigma: 1, timestep: 1000 },
      conditioning: { hidden, pooled: tensor([1, 8]), guidance: tensor([1]) },
      inputs: model.folder.components['transformer']!.inputs,
    });
    expect(feeds['hidden_states']!.dims).toEqual([1, told.sequence, 4 * (name === 'flux-kontext' ? 16 : 32)]);
    expect(placesOf(feeds['img_ids']!)).toEqual(told.imgIds);
    expect(placesOf(feeds['txt_ids']!)).toEqual(told.txtIds);
  });

  it('plans memory for the weights and for attention over the whole sequence', () => {
    const { parameters, heads } = transformers[name]!;
    const attention = heads * (told.text + told.sequence) ** 2 * 4; // one matrix a head in float32; a bit more than two are there at once
    expect(plan.memoryBytes).toBe(Math.round(4 * parameters + 2.2 * attention));
  });
});
