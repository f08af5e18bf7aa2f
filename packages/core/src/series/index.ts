/**
 * @packageDocumentation
 * More than one picture: what is made of many calls of `img2img()`. An entry of its own, so that pages which paint single
 * pictures are not touched by it; `@overpaint/node` and `overpaint` bind it.
 */

export type { AnimationFormat, AnimationOptions, AnimationWriter, Patch } from '../animation/animation-parts.js';
export { animationWriter } from '../animation/animation-writer.js';
export { type Apng, type ApngFrame, composeApng, readApng } from '../animation/apng-reader.js';
export type { Axes, AxisChoice, CellPlan } from '../compare/axes.js';
export {
  type CompareCalls,
  type ComparedCell,
  type CompareOptions as CompareOptionsOf,
  Comparison,
  type Sheet,
  type SheetOptions,
  type SheetPicture,
} from '../compare/comparison.js';
export { type FitOptions, fitText } from '../compare/fit-text.js';
export {
  layoutSheet,
  type SheetCell,
  type SheetLayout,
  type SheetLayoutOptions,
  type SheetText,
} from '../compare/sheet-layout.js';
export { cellRecipes, sheetRecipe } from '../compare/sheet-recipe.js';
export type { FrameSource, SourceFrame } from '../frames/frame-source.js';
export type { FramesTogether, ResumedFrames } from '../frames/frames-together.js';
export {
  type FrameCalls,
  type FramesOptions as FramesOptionsOf,
  type PaintedFrame as PaintedFrameOf,
  paintFrames as paintFramesWith,
} from '../frames/paint-frames.js';
export { type Painter as PainterOf, type PainterCalls, preparePainter } from '../frames/painter.js';
export type { Tween, TweenCurve } from '../frames/tween.js';
export { xmpOf } from '../metadata/embed-metadata.js';
