import {
  type CompareCalls,
  type ComparedCell as ComparedCellOf,
  type CompareOptionsOf,
  Comparison,
  type ImageCodec,
  type Img2ImgOptions,
  type NodeImage,
  type NodeOverpaint,
  nodeImageCodec,
  type Sheet,
  type SheetOptions,
  withSave,
} from '@overpaint/node';
import { drawSheet } from './sheet/draw-sheet.js';

/** What `compare()` is asked: `img2img()`'s options, and of which of them several values are wanted. */
export type CompareOptions = CompareOptionsOf<Img2ImgOptions, NodeImage>;

/** A cell of a comparison: a picture, or the error that there is in its place. */
export type ComparedCell = ComparedCellOf<Img2ImgOptions, NodeImage>;

/** Cells as they are painted, and one labelled sheet of them, which can be saved. */
export interface NodeComparison extends Comparison<Img2ImgOptions, NodeImage> {
  sheet(options?: SheetOptions<Img2ImgOptions, NodeImage>): Promise<Sheet & Pick<NodeImage, 'save'>>;
}

/** `compare()` over a set of calls. */
export function compareWith({ img2img }: Pick<NodeOverpaint, 'img2img'>, options: CompareOptions): NodeComparison {
  const calls: CompareCalls<NodeImage> = {
    img2img: (options) => img2img(options as Img2ImgOptions),
    drawSheet,
    codec: nodeImageCodec as ImageCodec,
  };
  return new SavedComparison(calls, options);
}

class SavedComparison extends Comparison<Img2ImgOptions, NodeImage> implements NodeComparison {
  override async sheet(options?: SheetOptions<Img2ImgOptions, NodeImage>): Promise<Sheet & Pick<NodeImage, 'save'>> {
    return withSave(await super.sheet(options));
  }
}
