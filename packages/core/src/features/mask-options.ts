import type { Img2ImgOptions } from '../options.js';
import type { MaskOptions } from './inpaint.js';

/** The mask's options with their defaults. */
export function maskOptions({
  maskBlur = 0,
  maskInvert = false,
  maskBinarize,
  maskPadding,
}: Img2ImgOptions): MaskOptions {
  const { pixels, size } = typeof maskPadding === 'object' ? maskPadding : { pixels: maskPadding, size: undefined };
  const padding = pixels === undefined ? undefined : { pixels, size };
  return { blur: maskBlur, invert: maskInvert, binarize: maskBinarize, padding };
}
