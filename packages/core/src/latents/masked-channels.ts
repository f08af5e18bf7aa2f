import { keepUnmasked } from '../image/index.js';
import type { Tensor } from '../tensor/tensor.js';
import type { LatentSpace, SourceView } from './codec.js';
import { samplePosterior, scaleLatents } from './codec.js';

/**
 * What inpainting networks of Stable Diffusion take beside the noisy latents: the mask at the latents' size, and the
 * latents of the picture with middle grey wherever the mask, cut at one half, says repaint.
 *
 * @param cut [1, 1, height, width] of 0 and 1. @param mask the same at the latents' size, soft where it may be.
 */
export async function maskedChannels(
  { pixels, codec, gaussian }: SourceView,
  latent: LatentSpace,
  cut: Tensor,
  mask: Tensor,
): Promise<readonly Tensor[]> {
  const posterior = await codec.encode(keepUnmasked(pixels, cut));
  const drawn = posterior.deviation ? samplePosterior(posterior, gaussian(posterior.mean.dims)) : posterior.mean;
  return [mask, scaleLatents(drawn, latent)];
}
