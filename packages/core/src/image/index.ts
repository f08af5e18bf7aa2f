export { blur } from './blur.js';
export { type CannyOptions, canny } from './canny.js';
export { checkSize, MAX_SIDE } from './check-size.js';
export { cropBack } from './crop-back.js';
export { cropImage } from './crop-image.js';
export { type FitImageOptions, fitImage } from './fit-image.js';
export { flattenAlpha, type Rgb, white } from './flatten.js';
export { from16Bit } from './from-16-bit.js';
export type { Image } from './image.js';
export { imageToTensor, tensorToImage } from './image-tensor.js';
export { type LineartOptions, lineart } from './lineart.js';
export {
  type Grey,
  greyImage,
  greyTensor,
  keepUnmasked,
  latentMask,
  maskPicture,
  threshold,
  toGrey,
} from './mask.js';
export { maskBounds, maskRegion } from './mask-region.js';
export { type MatchColorsOptions, matchColors } from './match-colors.js';
export { MIN_SIDE } from './native-output.js';
export { overlay, placeInRegion, restore } from './overlay.js';
export { type Fit, type FitMode, type FitOptions, outputSize, planFit } from './plan-fit.js';
export type { Rectangle, Size } from './rectangle.js';
export { resizeImage } from './resize.js';
export { type TileOptions, tile } from './tile.js';
export { type TimeSlices, timeSlices } from './time-slices.js';
