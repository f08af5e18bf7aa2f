import type { LatentSpace } from '../latents/codec.js';
import type { ModelFolder } from '../model/inspect.js';
import { lengthOf, numberOf, numbersOf } from '../model/json.js';

/** Channels of a latent: what the VAE decoder takes, which every graph in this layout states. */
export function latentChannels({ components }: ModelFolder): number {
  const { vae_decoder: decoder, unet } = components;
  const dim = decoder?.inputs[0]?.dims[1] ?? unet?.outputs[0]?.dims[1];
  if (typeof dim === 'number') return dim;
  return numberOf(decoder?.config, 'latent_channels') ?? numberOf(unet?.config, 'out_channels') ?? 4;
}

/**
 * How a folder's VAE sees pictures. A config.json without a factor means the one of diffusers' class; only where there is no
 * config.json at all is it the one that the family was published with.
 */
export function latentSpace(folder: ModelFolder, published: Pick<LatentSpace, 'scale' | 'shift'>): LatentSpace {
  const { vae_decoder: decoder, vae_encoder: encoder } = folder.components;
  const config = decoder?.config ?? encoder?.config;
  const { scale, shift } = config ? { scale: 0.18215, shift: 0 } : published;
  const mean = numbersOf(config, 'latents_mean');
  const deviation = numbersOf(config, 'latents_std');
  const blocks = lengthOf(config, 'block_out_channels') ?? lengthOf(config, 'decoder_block_out_channels') ?? 4; // of a TAESD
  return {
    channels: latentChannels(folder),
    downscale: 2 ** (blocks - 1),
    scale: numberOf(config, 'scaling_factor') ?? scale,
    shift: numberOf(config, 'shift_factor') ?? shift,
    ...(mean && deviation && { mean, deviation }),
  };
}
