import {
  type Img2ImgEventOf,
  type Img2ImgOptionsOf,
  type Img2ImgResultOf,
  Img2ImgRunOf,
  type OverpaintImage,
} from '@overpaint/core';
import type { StyleChoice } from '@overpaint/presets';
import type { WebImageInput } from './image-input.js';
import type { ModelSource, WebModel } from './model-source.js';
import type { WebImage } from './web-image.js';

/**
 * What `img2img()` and `plan()` are asked in a browser. Every field but `image` is optional.
 *
 * @example
 * ```ts
 * import { img2img, type Img2ImgOptions } from '@overpaint/web';
 * const options: Img2ImgOptions = { image: 'bird.jpg', prompt: 'ink drawing', strength: 0.5 };
 * const { images } = await img2img(options);
 * ```
 */
export interface Img2ImgOptions
  extends Img2ImgOptionsOf<WebImageInput, ModelSource | WebModel, StyleChoice, WebImage> {}

/** What a run tells while it works, told apart by `type`. */
export type Img2ImgEvent<I extends OverpaintImage = WebImage> = Img2ImgEventOf<I>;

/** What a call gives: its pictures, and everything needed to paint them again. */
export type Img2ImgResult<I extends OverpaintImage = WebImage> = Img2ImgResultOf<I>;

/** A call under way: a promise of its result that is also an async iterable of its events. */
export type Img2ImgRun<I extends OverpaintImage = WebImage> = Img2ImgRunOf<I>;
export const Img2ImgRun = Img2ImgRunOf;
