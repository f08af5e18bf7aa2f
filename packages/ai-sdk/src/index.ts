/**
 * @packageDocumentation
 * Overpaint for programs that are written for other services: an image model of the AI SDK, huggingface.js' `imageToImage()`, and
 * bodies of Leonardo's API. It paints on this machine, as `img2img()` does.
 */

export { type FromLeonardo, fromLeonardo, type LeonardoOptions } from './from-leonardo.js';
export type { Painting } from './image-model.js';
export { type ImageToImageArgs, type ImageToImageOptions, imageToImage } from './image-to-image.js';
export { createOverpaint, type OverpaintProvider, type OverpaintProviderOptions, overpaint } from './provider.js';
export type { OverpaintSettings } from './settings.js';
