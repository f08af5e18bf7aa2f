import type { TensorSpec } from '../backend/network-tensor.js';
import { inputDim, type ModelFolder } from '../model/inspect.js';
import { lengthOf, numberOf } from '../model/json.js';
import { scalar, type Tensor } from '../tensor/tensor.js';
import type { ChunkOptions } from '../text/index.js';
import type { Conditioning, FeedInput, ModelShape } from './family.js';
import { fixedSizeOf, latentChannels, latentSpace } from './latent-space.js';

/** What UNets are told, by meaning, and what exporters call it. */
const names = {
  sample: 'sample',
  timestep: 'timestep',
  hidden: 'encoder_hidden_states',
  pooled: 'text_embeds',
  timeIds: 'time_ids',
  guidance: 'timestep_cond',
} as const;

export type UnetInput = keyof typeof names;

/**
 * Which input of a UNet is what. Some exports leave inputs without a name (`onnx::Concat_4`) or choose others: rank and
 * width tell. Inputs that no family here knows are left out.
 */
export function unetInputs(inputs: readonly TensorSpec[]): ReadonlyMap<UnetInput, TensorSpec> {
  const found = new Map<UnetInput, TensorSpec>();
  for (const [meaning, name] of Object.entries(names)) {
    const spec = inputs.find((input) => input.name === name);
    if (spec) found.set(meaning as UnetInput, spec);
  }
  for (const spec of inputs) {
    const meaning = meaningOf(spec);
    if (![...found.values()].includes(spec) && !found.has(meaning)) found.set(meaning, spec);
  }
  return found;
}

function meaningOf({ dims }: TensorSpec): UnetInput {
  if (dims.length >= 3) return dims.length === 3 ? 'hidden' : 'sample';
  if (dims.length < 2) return 'timestep';
  return dims[1] === 5 || dims[1] === 6 ? 'timeIds' : 'pooled';
}

/** Whether a folder's UNet takes exactly these inputs. */
export function takes({ components: { unet } }: ModelFolder, ...meanings: readonly UnetInput[]): boolean {
  if (unet === undefined || unet.inputs.length !== meanings.length) return false;
  const inputs = unetInputs(unet.inputs);
  return meanings.every((meaning) => inputs.has(meaning));
}

/** Sizes of a model whose denoiser is a UNet in the diffusers layout. */
export function unetShape(folder: ModelFolder, published: { nativeSize: number; scale: number }): ModelShape {
  const unet = folder.components['unet']!;
  const sample = unetInputs(unet.inputs).get('sample');
  const [batch] = sample?.dims ?? [];
  const latent = latentSpace(folder, { scale: published.scale, shift: 0 });
  const { downscale } = latent;
  const sampleSize = numberOf(unet.config, 'sample_size');
  return {
    latent,
    multiple: downscale * 2 ** ((lengthOf(unet.config, 'block_out_channels') ?? 4) - 1),
    fixedSize: fixedSizeOf(folder, latent, sample),
    nativeSize: sampleSize === undefined ? published.nativeSize : sampleSize * downscale,
    batch: typeof batch === 'number' ? batch : Number.POSITIVE_INFINITY,
  };
}

/** Chunks of text of 77 tokens that a UNet with a fixed number of tokens takes. */
export function fixedChunks({ components: { unet } }: ModelFolder): number | undefined {
  const tokens = unet && unetInputs(unet.inputs).get('hidden')?.dims[1];
  return typeof tokens === 'number' ? Math.floor(tokens / 77) || undefined : undefined;
}

/** What CLIP's prompts may be cut into for a folder's UNet. */
export const clipChunks = (_: unknown, folder: ModelFolder): ChunkOptions => ({ maxChunks: fixedChunks(folder) });

/** Channels that the UNet takes: the latents and what lies beside them. */
export function unetChannels(folder: ModelFolder): number | undefined {
  const unet = folder.components['unet'];
  if (unet === undefined) return undefined;
  const sample = unetInputs(unet.inputs).get('sample')?.name ?? 'sample';
  return inputDim(unet, sample, 1) ?? numberOf(unet.config, 'in_channels') ?? latentChannels(folder);
}

/** What a UNet is fed, by the names of its export. */
export function unetFeeds({ sample, timestep, conditioning, inputs }: FeedInput) {
  const values: Conditioning = { sample, timestep: scalar(timestep), ...conditioning };
  const feeds: Record<string, Tensor> = {};
  for (const [meaning, { name }] of unetInputs(inputs)) if (values[meaning]) feeds[name] = values[meaning];
  return feeds;
}
