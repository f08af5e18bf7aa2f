import type { LatentScale, LatentSpace } from '../latents/codec.js';
import type { ModelFolder } from '../model/inspect.js';
import { type JsonObject, lengthOf, numberOf, numbersOf } from '../model/json.js';

/** Channels of a latent: what the VAE decoder takes, which every graph in this layout states. */
export function latentChannels({ components }: ModelFolder): number {
  const { vae_decoder: decoder, unet } = components;
  const dim = decoder?.inputs[0]?.dims[1] ?? unet?.outputs[0]?.dims[1];
  if (typeof dim === 'number') return dim;
  return numberOf(decoder?.config, 'latent_channels') ?? numberOf(unet?.config, 'out_channels') ?? 4;
}

/**
 * How a folder's VAE sees pictures: each half by its own config.json, as they may be of two VAEs. A config.json without a
 * factor means the one of diffusers' class; only where there is none at all is it the one that the family was published with.
 */
export function latentSpace(folder: ModelFolder, published: Pick<LatentSpace, 'scale' | 'shift'>): LatentSpace {
  const { vae_decoder: decoder, vae_encoder: encoder } = folder.components;
  const config = encoder?.config ?? decoder?.config;
  const own = scaleOf(config, published);
  const decoders = scaleOf(decoder?.config ?? config, published);
  const blocks = lengthOf(config, 'block_out_channels') ?? lengthOf(config, 'decoder_block_out_channels') ?? 4; // of a TAESD
  return {
    channels: latentChannels(folder),
    downscale: 2 ** (blocks - 1),
    ...own,
    ...(JSON.stringify(own) !== JSON.stringify(decoders) && { decoder: decoders }),
  };
}

function scaleOf(config: JsonObject | undefined, published: Pick<LatentScale, 'scale' | 'shift'>): LatentScale {
  const { scale, shift } = config ? { scale: 0.18215, shift: 0 } : published;
  const mean = numbersOf(config, 'latents_mean');
  const deviation = numbersOf(config, 'latents_std');
  return {
    scale: numberOf(config, 'scaling_factor') ?? scale,
    shift: numberOf(config, 'shift_factor') ?? shift,
    ...(mean && deviation && { mean, deviation }),
  };
}
