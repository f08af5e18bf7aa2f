import { classifierFree } from '../guidance/classifier-free.js';
import type { ModelFolder } from '../model/inspect.js';
import { numberOf } from '../model/json.js';
import { scalar, sizeOf, type Tensor, tensor } from '../tensor/tensor.js';
import type { Conditioning, Family, FeedInput, PromptContext, PromptText } from './family.js';
import { listedByPipeline } from './flow-schedule.js';
import { latentChannels } from './latent-space.js';
import { placesOf, withReferences } from './references.js';
import { clip } from './stable-diffusion.js';
import { t5 } from './t5.js';
import { encodeText, lastHidden, pooledOutput } from './text-encoders.js';
import { transformerInput, transformerShape } from './transformer.js';

const short = { ...clip, chunks: () => ({ maxChunks: 1 }) } as const;
const long = t5(2);

/** Whether a transformer takes packed latents and their places, and nothing beside them. */
export function isFlux(folder: ModelFolder): boolean {
  const packed = transformerInput(folder, 'hidden_states')?.dims.at(-1);
  const channels =
    typeof packed === 'number' ? packed : numberOf(folder.components['transformer']?.config, 'in_channels');
  return (
    transformerInput(folder, 'img_ids') !== undefined &&
    transformerInput(folder, 'pooled_projections') !== undefined &&
    channels === 4 * latentChannels(folder)
  );
}

/**
 * FLUX.1 dev and its kin (Black Forest Labs 2024): flow matching by a transformer over squares of 2 × 2 latents, each with
 * its place. T5 reads the prompt, CLIP gives one vector for it. The network is told the guidance scale and asked
 * once; what is to be avoided takes `trueGuidanceScale` and a second question (diffusers' `true_cfg_scale`). Large pictures shift the schedule towards noise.
 */
export const flux: Family<'flux'> = {
  name: 'flux',
  matches: (folder) => isFlux(folder) && transformerInput(folder, 'guidance') !== undefined,
  components: ['text_encoder', 'text_encoder_2', 'transformer', 'vae_encoder', 'vae_decoder'],
  denoiser: 'transformer',
  tokenizers: [long, short],
  describe: (folder) => transformerShape(folder, { scale: 0.3611, shift: 0.1159 }),
  defaults: {
    strength: 0.4 / 0.65,
    steps: 28,
    guidanceScale: 3.5,
    imageGuidanceScale: 1,
    nativeSize: 1024,
    maxSequenceLength: 512,
  },
  speed: 'transformer',
  options: ['maxSequenceLength', 'prompt2', 'trueGuidanceScale'],
  guidance: 'embedded',
  unless: ' unless trueGuidanceScale is above 1',
  advise: ({ guided, trueGuidanceScale = 1 }) =>
    trueGuidanceScale > 1 && !guided
      ? {
          code: 'ignored-option',
          message: 'trueGuidanceScale leads away from a negativePrompt, but there is none; it was ignored.',
        }
      : undefined,
  strengthRule: 'flow',
  scheduler: { _class_name: 'FlowMatchEulerDiscreteScheduler', shift: 3, use_dynamic_shifting: true },
  schedule: listedByPipeline,
  adaptScheduler: (config) => config,
  posterior: 'sample',
  takesMask: false,
  fullStrengthIsNoise: false,
  posteriorAtFullStrength: true,
  async encodePrompts(texts, context) {
    const conditionings: Conditioning[] = [];
    for (const text of texts) conditionings.push(await encodeBoth(text, context));
    return conditionings;
  },
  branches: (input) => classifierFree({ ...input, guidanceScale: input.trueGuidanceScale ?? 1 }),
  feeds,
  output: unpack,
};

/** FLUX.1 schnell, distilled to a few steps and one guidance. */
export const fluxSchnell: Family<'flux-schnell'> = {
  ...flux,
  name: 'flux-schnell',
  matches: (folder) => isFlux(folder) && transformerInput(folder, 'guidance') === undefined,
  defaults: { ...flux.defaults, steps: 4, guidanceScale: 1, maxSequenceLength: 256 },
  speed: 'transformer-few-steps',
  guidance: 'none',
  scheduler: { _class_name: 'FlowMatchEulerDiscreteScheduler', shift: 1 },
};

async function encodeBoth({ text, negative }: PromptText, context: PromptContext): Promise<Conditioning> {
  const { settings, folder } = context;
  const encoder = folder.components[short.textEncoder]!;
  const outputs = { hidden: lastHidden(encoder), pooled: pooledOutput(encoder) };
  const { pooled } = await encodeText(text, short, outputs, context);
  const reading = { hidden: lastHidden(folder.components[long.textEncoder]!) };
  const { hidden } = await encodeText((negative ? '' : settings.prompt2) || text, long, reading, context);
  return { hidden, pooled: pooled!, guidance: tensor([1], Float32Array.of(settings.guidanceScale)) };
}

/** Places count the pictures: 0 is the one that is painted, 1 what an editing model looks at. */
function feeds({
  sample,
  timestep,
  conditioning,
  inputs,
  references = [],
}: FeedInput): Readonly<Record<string, Tensor>> {
  const grids = [sample, ...references].map(({ dims: [, , height = 0, width = 0] }, index) => ({
    rows: height / 2,
    columns: width / 2,
    picture: Math.min(index, 1),
  }));
  const { hidden, pooled, guidance } = conditioning;
  return {
    hidden_states: withReferences({ sample, references }, pack),
    encoder_hidden_states: hidden!,
    pooled_projections: pooled!,
    timestep: scalar(timestep / 1000),
    img_ids: placed(inputs, 'img_ids', placesOf(grids, 3)),
    txt_ids: placed(inputs, 'txt_ids', tensor([hidden!.dims[1]!, 3])),
    guidance: scalar(guidance!.data[0]!),
  };
}

/** Older exports have the places once a batch: [1, squares, 3]. */
function placed(inputs: FeedInput['inputs'], name: string, ids: Tensor): Tensor {
  const rank = inputs.find((input) => input.name === name)?.dims.length;
  return rank === 3 ? { data: ids.data, dims: [1, ...ids.dims] } : ids;
}

/** Latents [n, channels, height, width] as rows of squares: [n, squares, 4 · channels]. */
export function pack({ data, dims }: Tensor): Tensor {
  const [batch = 1, channels = 0, height = 0, width = 0] = dims;
  const packed = new Float32Array(data.length);
  eachValue(dims, (latent, square) => (packed[square] = data[latent]!));
  return tensor([batch, (height * width) / 4, 4 * channels], packed);
}

/** The way back, to the shape of the latents: the first rows, behind which those of references may come. */
export function unpack({ data }: Tensor, { dims }: Pick<Tensor, 'dims'>): Tensor {
  const latents = new Float32Array(sizeOf(dims));
  eachValue(dims, (latent, square) => (latents[latent] = data[square]!));
  return { data: latents, dims };
}

/** Calls `visit` with the place of each value in latents and in their squares. */
function eachValue(dims: readonly number[], visit: (latent: number, square: number) => void): void {
  const [, channels = 0, height = 0, width = 0] = dims;
  for (let latent = 0; latent < sizeOf(dims); latent++) {
    const x = latent % width;
    const y = Math.floor(latent / width) % height;
    const channel = Math.floor(latent / (width * height)) % channels;
    const picture = Math.floor(latent / (width * height * channels));
    const square = picture * ((height * width) / 4) + Math.floor(y / 2) * (width / 2) + Math.floor(x / 2);
    visit(latent, square * 4 * channels + channel * 4 + (y % 2) * 2 + (x % 2));
  }
}
