/**
 * @packageDocumentation
 * More than one picture in the browser: what is made of many calls of `img2img()`. An entry of its own, so that pages which paint
 * single pictures are not touched by it.
 */

import type { Img2ImgOptions as AnyOptions, DecodeOptions, Image, Model, OpenImage } from '@overpaint/core';
import {
  type CompareCalls,
  type ComparedCell as ComparedCellOf,
  type CompareOptionsOf,
  Comparison,
  type PainterOf,
  preparePainter,
  type Sheet,
  type SheetOptions,
} from '@overpaint/core/series';
import { calls } from './default-calls.js';
import { drawSheet } from './draw-sheet.js';
import { encodeImage, openImage } from './image.js';
import type { WebImageInput } from './image-input.js';
import type { Img2ImgOptions, Img2ImgRun } from './img2img.js';
import type { WebOverpaint } from './public-calls.js';
import { type Showable, type WebImage, withCanvas } from './web-image.js';

export type { Axes, AxisChoice, CellPlan, Sheet, SheetOptions } from '@overpaint/core/series';

/** What `compare()` is asked: `img2img()`'s options, and of which of them several values are wanted. */
export type CompareOptions = CompareOptionsOf<Img2ImgOptions, WebImage>;

/** A cell of a comparison: a picture, or the error that there is in its place. */
export type ComparedCell = ComparedCellOf<Img2ImgOptions, WebImage>;

/** Cells as they are painted, and one labelled sheet of them, which can be shown. */
export interface WebComparison extends Comparison<Img2ImgOptions, WebImage> {
  sheet(options?: SheetOptions<Img2ImgOptions, WebImage>): Promise<Sheet & Showable>;
}

/** What `prepare()` is asked: `img2img()`'s options without a picture. */
export type PrepareOptions = Omit<Img2ImgOptions, 'image'>;

/** Options by which many pictures are painted. */
export type Painter = PainterOf<WebImageInput, Partial<PrepareOptions>, Img2ImgRun>;

type Calls = Pick<WebOverpaint, 'img2img' | 'loadModel'>;

/**
 * Paints a picture once for every combination of some options' values: an async iterable of cells, and `sheet()`, one labelled
 * sheet of them, whose file says what was compared. All cells have one seed; one that fails has an `error` and is drawn as
 * such.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for axes that are none.
 * @example
 * ```ts
 * import { compare } from '@overpaint/web/series';
 * declare const image: File; // of an <input type="file">
 * const comparison = compare({ image, prompt: 'ink drawing', size: 64, steps: 4, axes: { strength: [0.4, 0.8] } });
 * for await (const { labels } of comparison) console.log(labels.join());
 * (await comparison.sheet()).draw(document.querySelector('canvas')!);
 * ```
 */
export const compare = (options: CompareOptions): WebComparison => compareWith(calls, options);

/** {@link compare} over calls of one's own, which `createWebOverpaint()` makes. */
export function compareWith({ img2img }: Pick<Calls, 'img2img'>, options: CompareOptions): WebComparison {
  const cells: CompareCalls<WebImage> = {
    img2img: (options) => img2img(options as Img2ImgOptions),
    drawSheet,
    codec: { openImage: open, encodeImage },
  };
  return new ShownComparison(cells, options);
}

class ShownComparison extends Comparison<Img2ImgOptions, WebImage> implements WebComparison {
  override async sheet(options?: SheetOptions<Img2ImgOptions, WebImage>): Promise<Sheet & Showable> {
    return withCanvas(await super.sheet(options));
  }
}

/**
 * Opens what the options name, once for many pictures: `await painter.paint(image)`.
 *
 * @throws what `loadModel()` throws; InvalidArgumentError `INVALID_ARGUMENT` for a picture among the options.
 * @example
 * ```ts
 * import { prepare } from '@overpaint/web/series';
 * declare const files: FileList; // of an <input type="file" multiple>
 * const painter = await prepare({ prompt: 'ink drawing', size: 128 });
 * for (const file of files) {
 *   const { images } = await painter.paint(file);
 *   images[0].draw(document.body.appendChild(document.createElement('canvas')));
 * }
 * await painter.dispose();
 * ```
 */
export const prepare = (options: PrepareOptions = {}): Promise<Painter> => prepareWith(calls, options);

/** {@link prepare} over calls of one's own, which `createWebOverpaint()` makes. */
export function prepareWith({ img2img, loadModel }: Calls, options: PrepareOptions): Promise<Painter> {
  return preparePainter<WebImageInput, PrepareOptions, Img2ImgRun>(
    {
      img2img: (options) => img2img(options as Img2ImgOptions),
      loadModel: async (source, options) => (await loadModel(source, options)) as unknown as Model,
      decode,
    },
    options,
  );
}

/** Read once, however many calls are made of it. */
const decode = async (picture: unknown, options: AnyOptions): Promise<Image> => (await open(picture, options)).decode();

const open = (picture: unknown, { limitInputPixels, signal }: DecodeOptions): Promise<OpenImage> =>
  openImage(picture as WebImageInput, { limitInputPixels, signal }, () => import('./assets/metadata.js'));
