import type { TensorSpec } from '../backend/network-tensor.js';
import { ModelInvalidError } from '../errors/index.js';
import type { Size } from '../image/index.js';
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
 * The only picture size that a model takes, where an export fixes it: by the denoiser's latents, where their axes tell, or by
 * either half of the autoencoder.
 *
 * @throws ModelInvalidError `MODEL_INVALID` where networks are made for different sizes.
 */
export function fixedSizeOf(
  { components, location }: ModelFolder,
  { downscale }: LatentSpace,
  latents?: TensorSpec,
): Size | undefined {
  const pixels = (component: string, spec: TensorSpec | undefined, scale: number) => {
    const [height, width] = spec && spec.dims.length > 2 ? spec.dims.slice(-2) : [];
    if (typeof height !== 'number' || typeof width !== 'number') return [];
    return [{ component, width: width * scale, height: height * scale }];
  };
  const sizes = [
    ...pixels('unet', latents, downscale),
    ...pixels('vae_decoder', components['vae_decoder']?.inputs[0], downscale),
    ...pixels('vae_encoder', components['vae_encoder']?.inputs[0], 1),
  ];
  const [first, ...rest] = sizes;
  if (first === undefined) return undefined;
  const { width, height } = first;
  const other = rest.find((size) => size.width !== width || size.height !== height);
  if (other === undefined) return { width, height };
  throw new ModelInvalidError(
    other.component,
    `${other.component}: its graph in ${location} is made for pictures of ${other.width} × ${other.height} alone, but that of ` +
      `${first.component} for ${width} × ${height}. Export both for the same size, or with free dimensions.`,
  );
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

/**
 * How the small autoencoder beside a model's own scales latents; nothing where there is none. diffusers' AutoencoderTiny leaves
 * them as they are where its config.json does not say otherwise.
 *
 * @throws ModelInvalidError `MODEL_INVALID` for one whose latents are of another kind.
 */
export function tinySpace(
  { components, location }: ModelFolder,
  { channels }: Pick<LatentSpace, 'channels'>,
): (LatentScale & Pick<LatentSpace, 'decoder'>) | undefined {
  const { tiny_vae_encoder: encoder, tiny_vae_decoder: decoder } = components;
  if (!encoder && !decoder) return undefined;
  const own = decoder?.inputs[0]?.dims[1] ?? encoder?.outputs[0]?.dims[1];
  if (typeof own === 'number' && own !== channels) {
    throw new ModelInvalidError(
      decoder ? 'tiny_vae_decoder' : 'tiny_vae_encoder',
      `tinyVae: the small autoencoder of ${location} is made for latents of ${own} channels, the model's have ${channels}. Take the one that is made for its family.`,
    );
  }
  const scale = (half: typeof encoder) => scaleOf({ scaling_factor: 1, ...half?.config }, { scale: 1, shift: 0 });
  return { ...scale(encoder), decoder: scale(decoder) };
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
