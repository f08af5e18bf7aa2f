import type { OpenImage } from '../backend/image-codec.js';
import type { Img2ImgOptions } from '../options.js';
import type { Feature } from './feature.js';
import { inpaint } from './inpaint.js';

/** The feature that a call with a mask has, its options with their defaults. */
export async function maskFeature(
  mask: OpenImage,
  { maskBlur = 0, maskInvert = false, maskBinarize, maskPadding }: Img2ImgOptions,
): Promise<Feature> {
  const { pixels, size } = typeof maskPadding === 'object' ? maskPadding : { pixels: maskPadding, size: undefined };
  const padding = pixels === undefined ? undefined : { pixels, size };
  return inpaint(mask, { blur: maskBlur, invert: maskInvert, binarize: maskBinarize, padding });
}
