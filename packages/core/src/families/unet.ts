import { inputDim, type ModelFolder } from '../model/inspect.js';
import { lengthOf, numberOf } from '../model/json.js';
import { scalar } from '../tensor/tensor.js';
import type { FeedInput, ModelShape } from './family.js';

/** Sizes of a model whose denoiser is a UNet in the diffusers layout. */
export function unetShape(folder: ModelFolder, nativeSize: number): ModelShape {
  const vae = folder.components['vae_decoder']?.config;
  const unet = folder.components['unet']!;
  const [batch, , height, width] = unet.inputs.find(({ name }) => name === 'sample')?.dims ?? [];
  const blocks = lengthOf(vae, 'block_out_channels') ?? lengthOf(vae, 'decoder_block_out_channels') ?? 4; // of a TAESD
  const downscale = 2 ** (blocks - 1);
  const sampleSize = numberOf(unet.config, 'sample_size');
  return {
    latent: {
      channels: latentChannels(folder),
      downscale,
      scale: numberOf(vae, 'scaling_factor') ?? 0.18215,
      shift: numberOf(vae, 'shift_factor') ?? 0,
    },
    multiple: downscale * 2 ** ((lengthOf(unet.config, 'block_out_channels') ?? 4) - 1),
    fixedSize:
      typeof height === 'number' && typeof width === 'number'
        ? { width: width * downscale, height: height * downscale }
        : undefined,
    nativeSize: sampleSize === undefined ? nativeSize : sampleSize * downscale,
    batch: typeof batch === 'number' ? batch : Number.POSITIVE_INFINITY,
  };
}

/** Channels that the UNet takes: the latents and what lies beside them. */
export function unetChannels(folder: ModelFolder): number | undefined {
  const unet = folder.components['unet'];
  if (unet === undefined) return undefined;
  return inputDim(unet, 'sample', 1) ?? numberOf(unet.config, 'in_channels') ?? latentChannels(folder);
}

/** Channels of a latent: what the VAE decoder takes, which every graph in this layout states. */
export function latentChannels({ components }: ModelFolder): number {
  const { vae_decoder: decoder, unet } = components;
  const dim = decoder?.inputs[0]?.dims[1] ?? unet?.outputs[0]?.dims[1];
  if (typeof dim === 'number') return dim;
  return numberOf(decoder?.config, 'latent_channels') ?? numberOf(unet?.config, 'out_channels') ?? 4;
}

/** What every UNet of the Stable Diffusion line is fed. */
export const unetFeeds = ({ sample, timestep, conditioning }: FeedInput) => ({
  sample,
  timestep: scalar(timestep),
  encoder_hidden_states: conditioning['hidden']!,
});
