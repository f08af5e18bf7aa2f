import { InvalidArgumentError } from '../errors/index.js';
import { classifierFree } from '../guidance/classifier-free.js';
import type { Fit, Size } from '../image/index.js';
import { inputDim, type ModelFolder } from '../model/inspect.js';
import { scalar, sizeOf, type Tensor, tensor } from '../tensor/tensor.js';
import { chatQuestion, withoutThinking } from './chat.js';
import type {
  Conditioning,
  Family,
  FeedInput,
  ModelShape,
  PromptContext,
  ReferenceCall,
  TokenizerUse,
} from './family.js';
import { listedByPipeline } from './flow-schedule.js';
import { fixedSizeOf, latentChannels } from './latent-space.js';
import { fitReference, onGrid, placesOf, seesPictures, withReferences } from './references.js';
import { tokensOf, transformerInput } from './transformer.js';

/** Tokens of text that its text encoder takes, which exports fix. */
const textLength = ({ components }: ModelFolder): number =>
  inputDim(components['text_encoder'], 'input_ids', 1) ??
  inputDim(components['transformer'], 'encoder_hidden_states', 1) ??
  512;

const qwen: TokenizerUse = {
  folder: 'tokenizer',
  textEncoder: 'text_encoder',
  chunks: (_, folder) => ({ maxChunks: 1, sequenceLength: textLength(folder) }),
};

/**
 * FLUX.2 klein (Black Forest Labs 2026), distilled to four steps: flow matching by a transformer that reads three layers of a chat
 * model and sees up to four pictures as tokens behind those that it paints. Its autoencoder folds squares of 2 × 2 latents into
 * channels and normalises them itself. Places of tokens have four numbers: picture, row, column and, for text, the word.
 */
export const flux2Klein: Family<'flux-2-klein'> = {
  name: 'flux-2-klein',
  matches: (folder) =>
    transformerInput(folder, 'img_ids')?.dims.at(-1) === 4 &&
    transformerInput(folder, 'pooled_projections') === undefined &&
    transformerInput(folder, 'guidance') === undefined, // FLUX.2 dev's
  components: ['text_encoder', 'transformer', 'vae_encoder', 'vae_decoder'],
  denoiser: 'transformer',
  tokenizers: [qwen],
  describe,
  defaults: { strength: 1, steps: 4, guidanceScale: 1, imageGuidanceScale: 1, nativeSize: 1024 },
  options: [],
  guidance: 'branches',
  advise: ({ guided, guidanceScale }) =>
    guided
      ? {
          code: 'distilled',
          message: `guidanceScale ${guidanceScale} asks this network twice a step, which was distilled to do without: it is slower, and often worse.`,
        }
      : undefined,
  strengthRule: 'flow',
  scheduler: { _class_name: 'FlowMatchEulerDiscreteScheduler', shift: 3, use_dynamic_shifting: true },
  schedule: (asked, call) => ({
    ...listedByPipeline(asked, call),
    mu: shiftForSteps(tokensOf(call.network, call.multiple), asked.steps ?? 1),
  }),
  adaptScheduler: (config) => config,
  posterior: 'mode',
  takesMask: false,
  fullStrengthIsNoise: true,
  prompts: 'instructions',
  posteriorAtFullStrength: true,
  references: seesPictures({
    most: 4,
    outputSize: (source, shape) => onGrid(within(source, shape), shape.multiple),
    fit: fitKlein,
  }),
  async encodePrompts(texts, context) {
    const conditionings: Conditioning[] = [];
    for (const { text } of texts) conditionings.push({ hidden: await encodeChat(text, context) });
    return conditionings;
  },
  branches: classifierFree,
  feeds,
  output: fromTokens,
};

/** The network that klein was distilled from, which wants fifty steps and guidance. */
export const flux2KleinBase: Family<'flux-2-klein-base'> = {
  ...flux2Klein,
  name: 'flux-2-klein-base',
  matches: (folder) => flux2Klein.matches(folder) && folder.index['is_distilled'] === false,
  defaults: { ...flux2Klein.defaults, steps: 50, guidanceScale: 4 },
  advise: () => undefined,
};

function describe(folder: ModelFolder): ModelShape {
  const channels = latentChannels(folder);
  const latent = { channels, downscale: 16, patch: 2, scale: 1, shift: 0 };
  const [batch] = transformerInput(folder, 'hidden_states')?.dims ?? [];
  return {
    latent,
    multiple: latent.downscale,
    fixedSize: fixedSizeOf(folder, latent),
    nativeSize: 1024,
    batch: typeof batch === 'number' ? batch : Number.POSITIVE_INFINITY,
  };
}

/**
 * How far the schedule is shifted towards noise: by the number of tokens that are painted and of steps. A straight line between what
 * suits 10 and 200 steps, each linear in the tokens; of many tokens the second alone (diffusers' `compute_empirical_mu`).
 */
export function shiftForSteps(tokens: number, steps: number): number {
  const many = 0.00016927 * tokens + 0.45666666;
  if (tokens > 4300) return many;
  const few = 8.73809524e-5 * tokens + 1.89833333;
  const slope = (many - few) / 190;
  return slope * steps + many - 200 * slope;
}

/** A picture's size, or that of the same shape with the native area where it has more. */
function within({ width, height }: Size, { nativeSize }: ModelShape): Size {
  const area = nativeSize ** 2;
  if (width * height <= area) return { width, height };
  const scale = Math.sqrt(area / (width * height));
  return { width: Math.trunc(width * scale), height: Math.trunc(height * scale) };
}

/** The shortest side of a picture that it looks at, and how much longer the other one may be. */
const [shortest, longest] = [64, 8];

/** Pictures keep their size up to the native area; what is over of whole squares is cut on all sides alike. */
function fitKlein(picture: Size, call: ReferenceCall): Fit {
  const { shape, argument } = call;
  const [short, long] = [Math.min(picture.width, picture.height), Math.max(picture.width, picture.height)];
  if (short < shortest || long > longest * short) {
    const remedy = short < shortest ? 'Enlarge it first.' : 'Crop it first.';
    throw new InvalidArgumentError(
      argument,
      `a picture of at least ${shortest} pixels a side, and at most ${longest} times as long as wide`,
      `${picture.width} × ${picture.height}`,
      remedy,
    );
  }
  const resized = within(picture, shape);
  const size = onGrid(resized, shape.multiple);
  if (shape.fixedSize) return fitReference(picture, size, 'cover', call);
  const fit = fitReference(picture, resized, 'stretch', call);
  const [x, y] = [Math.floor((resized.width - size.width) / 2), Math.floor((resized.height - size.height) / 2)];
  const across = picture.width / resized.width;
  const down = picture.height / resized.height;
  return {
    ...fit,
    mode: 'cover',
    output: size,
    network: size,
    placed: { x: 0 - x, y: 0 - y, ...resized },
    crop: { x: x * across, y: y * down, width: size.width * across, height: size.height * down },
  };
}

/** Three layers of the chat model beside one another, [1, tokens, width]; those of the padding count as well. */
async function encodeChat(text: string, context: PromptContext): Promise<Tensor> {
  const { folder, encodeText } = context;
  const question = { folder: qwen.folder, length: textLength(folder), answer: withoutThinking };
  const { ids, visible } = chatQuestion(text, context, question);
  const [output] = folder.components[qwen.textEncoder]!.outputs;
  const outputs = await encodeText(qwen.textEncoder, ids, { outputs: [output!.name], visible });
  return outputs[output!.name]!;
}

/** First numbers of the places: 0 for what is painted, then 10, 20 … for the references. */
function feeds({ sample, timestep, conditioning, references = [] }: FeedInput): Readonly<Record<string, Tensor>> {
  const hidden = conditioning['hidden']!;
  const grids = [sample, ...references].map(({ dims: [, , rows = 0, columns = 0] }, index) => ({
    rows,
    columns,
    picture: 10 * index,
  }));
  const [branches = 1] = sample.dims;
  return {
    hidden_states: withReferences({ sample, references }, toTokens),
    encoder_hidden_states: hidden,
    timestep: scalar(timestep / 1000),
    img_ids: forEach(branches, placesOf(grids, 4)),
    txt_ids: forEach(branches, wordPlaces(hidden.dims[1]!)),
  };
}

function wordPlaces(words: number): Tensor {
  const places = tensor([words, 4]);
  for (let word = 0; word < words; word++) places.data[4 * word + 3] = word;
  return places;
}

/** The same places for every branch. */
function forEach(branches: number, { data, dims }: Tensor): Tensor {
  const all = tensor([branches, ...dims]);
  for (let branch = 0; branch < branches; branch++) all.data.set(data, branch * data.length);
  return all;
}

/** Latents [n, channels, rows, columns] as tokens [n, rows · columns, channels]. */
export function toTokens({ data, dims }: Tensor): Tensor {
  const [batch = 1, channels = 0, rows = 0, columns = 0] = dims;
  const cells = rows * columns;
  const tokens = tensor([batch, cells, channels]);
  for (let picture = 0, at = 0; picture < batch; picture++) {
    for (let cell = 0; cell < cells; cell++) {
      for (let channel = 0; channel < channels; channel++, at++)
        tokens.data[at] = data[(picture * channels + channel) * cells + cell]!;
    }
  }
  return tokens;
}

/** The way back, to the shape of the latents: the first tokens, behind which those of references come. */
function fromTokens({ data }: Tensor, { dims }: Tensor): Tensor {
  const [, channels = 0, rows = 0, columns = 0] = dims;
  const cells = rows * columns;
  const latents = new Float32Array(sizeOf(dims));
  for (let i = 0; i < latents.length; i++) latents[i] = data[(i % cells) * channels + Math.floor(i / cells)]!;
  return { data: latents, dims };
}
