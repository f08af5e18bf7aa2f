import type { Size } from '../image/index.js';
import { slice } from '../tensor/shape.js';
import { sizeOf, type Tensor } from '../tensor/tensor.js';

/**
 * How pictures become latents: `latents = (moments − shift)·scale`, sides divided by `downscale`. Some VAEs have a mean and a
 * deviation of their own for each channel: `latents = (moments − shift − mean)·scale / deviation`.
 */
export interface LatentSpace extends LatentScale {
  readonly channels: number;
  readonly downscale: number;
  /** Sides of the squares of the VAE's own latents that one cell holds, where its graphs fold them into channels. Default 1. */
  readonly patch?: number | undefined;
  /** Of a decoder that is another VAE's half than the encoder. */
  readonly decoder?: LatentScale | undefined;
}

/** What lies between a VAE's own units and latents of unit variance. */
export interface LatentScale {
  readonly scale: number;
  readonly shift: number;
  readonly mean?: readonly number[] | undefined;
  readonly deviation?: readonly number[] | undefined;
}

/** [1, channels, height, width] of a picture's latents. */
export const latentDims = ({ width, height }: Size, { channels, downscale }: LatentSpace): readonly number[] => [
  ...[1, channels],
  ...[height / downscale, width / downscale],
];

/**
 * The distribution of latents that a VAE encoder sees in a picture; `deviation` is absent where it samples by itself, and where
 * nobody draws from it.
 */
export interface Posterior {
  /** [1, channels, height, width], in the VAE's own units. */
  readonly mean: Tensor;
  readonly deviation: Tensor | undefined;
}

/** How pictures become latents, and latents pictures. */
export interface Codec {
  /** Pixels [1, 3, height, width] in −1…1, of sides that the network takes. */
  encode(pixels: Tensor): Promise<Posterior>;
  /** Latents in the VAE's units to pixels [1, 3, height, width] in −1…1. */
  decode(latents: Tensor): Promise<Tensor>;
}

/** The source picture as a call has it before its first step, and the noise that may still be drawn. */
export interface SourceView {
  /** [1, 3, height, width] in −1…1. */
  readonly pixels: Tensor;
  readonly posterior: Posterior;
  readonly codec: Codec;
  gaussian(dims: readonly number[]): Tensor;
}

/**
 * Reads the output of a VAE encoder: mean and log-variance beside each other (`latent_parameters`), or latents that the
 * graph has sampled itself (exports before optimum 1.23). The log-variance is clamped to −30…20, as diffusers'
 * DiagonalGaussianDistribution does.
 */
export function readPosterior(output: Tensor, channels: number, wanted: 'mode' | 'sample' = 'sample'): Posterior {
  if (output.dims[1] !== 2 * channels) return { mean: output, deviation: undefined };
  if (wanted === 'mode') return { mean: slice(output, 0, channels), deviation: undefined };
  const logVariance = slice(output, channels, 2 * channels);
  const deviation = logVariance.data.map((value) => Math.exp(0.5 * Math.min(20, Math.max(-30, value))));
  return { mean: slice(output, 0, channels), deviation: { data: deviation, dims: logVariance.dims } };
}

/** mean + deviation·noise: one of the latents that the encoder thinks possible (Kingma & Welling 2013, arXiv:1312.6114). */
export function samplePosterior({ mean, deviation }: Posterior, noise: Tensor): Tensor {
  if (!deviation) return mean;
  const data = new Float32Array(mean.data.length);
  for (let i = 0; i < data.length; i++) data[i] = mean.data[i]! + deviation.data[i]! * noise.data[i]!;
  return { data, dims: mean.dims };
}

/** The VAE's units to those of unit variance that the network works in. */
export const scaleLatents = (latents: Tensor, space: LatentScale): Tensor => byChannel(latents, space, scaleRange);

/** The way back: what the decoder takes. */
export const unscaleLatents = (latents: Tensor, space: LatentScale & Pick<LatentSpace, 'decoder'>): Tensor =>
  unscale(latents, space.decoder ?? space);

/** The way back to the units of one half. */
export const unscale = (latents: Tensor, scale: LatentScale): Tensor => byChannel(latents, scale, unscaleRange);

/** Changes the values of one channel, those from … to. A loop of its own: a call a value would cost three times as much. */
type ChangeRange = (
  data: Float32Array,
  out: Float32Array,
  range: { readonly from: number; readonly to: number },
  mean: number,
  scale: number,
) => void;

const scaleRange: ChangeRange = (data, out, { from, to }, mean, scale) => {
  for (let i = from; i < to; i++) out[i] = (data[i]! - mean) * scale;
};

const unscaleRange: ChangeRange = (data, out, { from, to }, mean, scale) => {
  for (let i = from; i < to; i++) out[i] = data[i]! / scale + mean;
};

function byChannel({ data, dims }: Tensor, space: LatentScale, change: ChangeRange): Tensor {
  const { scale, shift, mean, deviation } = space;
  if (scale === 1 && shift === 0 && !mean && !deviation) return { data, dims }; // of unit variance as they are
  const size = sizeOf(dims.slice(2));
  const out = new Float32Array(data.length);
  for (let channel = 0; channel * size < out.length; channel++) {
    const ownMean = shift + (mean?.[channel] ?? 0);
    const ownScale = scale / (deviation?.[channel] ?? 1);
    change(data, out, { from: channel * size, to: (channel + 1) * size }, ownMean, ownScale);
  }
  return { data: out, dims };
}
