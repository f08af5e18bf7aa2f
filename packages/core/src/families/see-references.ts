import { fitImage, type Image, imageToTensor, type Size } from '../image/index.js';
import { type Codec, type LatentSpace, latentDims, type Posterior, scaleLatents } from '../latents/codec.js';
import { tensor } from '../tensor/tensor.js';
import type { SeenLatents, SeenPicture, SeeOptions } from './family.js';
import type { ReferencePlan } from './seen-pictures.js';

/** The pictures that the network looks at, the source first, each as it was planned. */
export async function see(
  images: readonly { decode(): Promise<Image> }[],
  plans: readonly ReferencePlan[],
  options: SeeOptions,
): Promise<readonly SeenPicture[]> {
  const seen: SeenPicture[] = [];
  for (const [index, { fit }] of plans.entries()) {
    const picture = await fitImage(await images[index]!.decode(), fit, options);
    seen.push({ picture, pixels: await imageToTensor(picture, options.signal) });
  }
  return seen;
}

/** Their latents: the posterior's mode, as diffusers' editing pipelines take it. */
export async function encode(
  pictures: readonly SeenPicture[],
  codec: Codec,
  latent: LatentSpace,
): Promise<readonly SeenLatents[]> {
  const encoded: SeenLatents[] = [];
  for (const { picture, pixels } of pictures) {
    const { mean } = await codec.encode(pixels);
    encoded.push({ picture, latents: scaleLatents(mean, latent) });
  }
  return encoded;
}

/** What stands for the latents of a source that nobody looks at as it is painted over. */
export const unseen = (size: Size, latent: LatentSpace): Posterior => ({
  mean: tensor(latentDims(size, latent)),
  deviation: undefined,
});
