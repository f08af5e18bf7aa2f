import type { Tensor } from '../tensor/tensor.js';
import { type Codec, type LatentScale, type LatentSpace, scaleLatents, unscale, unscaleLatents } from './codec.js';

/** Which halves of a model's autoencoder a small one takes the place of. */
export interface CodecChoice {
  readonly encoder?: 'full' | 'tiny' | undefined;
  readonly decoder?: 'full' | 'tiny' | undefined;
}

/** Halves of a small autoencoder as networks of the model that they lie beside. */
export type TinyHalf = 'tiny_vae_encoder' | 'tiny_vae_decoder';

/** Runs a half of a small autoencoder. */
type RunHalf = (half: TinyHalf, value: Tensor) => Promise<Tensor>;

/** A codec with those halves of a small autoencoder (TAESD) that are asked for. */
export type TinyCodec = (full: Codec, choice: CodecChoice, run: RunHalf) => Codec;

type TinySpace = LatentScale & Pick<LatentSpace, 'decoder'>;

/**
 * What puts a small autoencoder in place of a model's own. It has a scale of its own, and knows only the most likely latents of
 * a picture: nothing is drawn from them.
 */
export function tinyCodec(tiny: TinySpace, latent: LatentSpace): TinyCodec {
  return (full, { encoder, decoder }, run) => {
    const encode: Codec['encode'] = async (pixels) => {
      const mean = await run('tiny_vae_encoder', pixels);
      return { mean: unscale(scaleLatents(mean, tiny), latent), deviation: undefined };
    };
    const decode: Codec['decode'] = (latents) =>
      run('tiny_vae_decoder', unscaleLatents(scaleLatents(latents, latent.decoder ?? latent), tiny));
    return {
      encode: encoder === 'tiny' ? encode : full.encode,
      decode: decoder === 'tiny' ? decode : full.decode,
    };
  };
}
