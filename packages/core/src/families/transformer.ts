import type { TensorSpec } from '../backend/network-tensor.js';
import type { Size } from '../image/index.js';
import type { LatentSpace } from '../latents/codec.js';
import type { ModelFolder } from '../model/inspect.js';
import { numberOf } from '../model/json.js';
import type { ModelShape } from './family.js';
import { fixedSizeOf, latentSpace } from './latent-space.js';

/** An input of a folder's transformer, by name. */
export const transformerInput = ({ components }: ModelFolder, name: string): TensorSpec | undefined =>
  components['transformer']?.inputs.find((input) => input.name === name);

/** How many tokens a picture has: one for each square of the network's grid. */
export const tokensOf = ({ width, height }: Size, multiple: number): number =>
  Math.floor(width / multiple) * Math.floor(height / multiple);

/** Sizes of a model whose denoiser is a transformer over squares of two by two latents. */
export function transformerShape(folder: ModelFolder, published: Pick<LatentSpace, 'scale' | 'shift'>): ModelShape {
  const latent = latentSpace(folder, published);
  const config = folder.components['transformer']?.config;
  const places = numberOf(config, 'pos_embed_max_size'); // Stable Diffusion 3's table of places
  const sampleSize = numberOf(config, 'sample_size');
  const [batch] = transformerInput(folder, 'hidden_states')?.dims ?? [];
  return {
    latent,
    multiple: 2 * latent.downscale,
    largestSide: places && places * 2 * latent.downscale,
    fixedSize: fixedSizeOf(folder, latent), // tokens do not say how they lie: the autoencoder tells
    nativeSize: sampleSize === undefined ? 1024 : sampleSize * latent.downscale,
    batch: typeof batch === 'number' ? batch : Number.POSITIVE_INFINITY,
  };
}
