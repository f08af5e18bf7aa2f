/**
 * @packageDocumentation
 * More than one picture: what is made of many calls of `img2img()`. An entry of its own, so that pages which paint single
 * pictures are not touched by it; `@overpaint/node` and `overpaint` bind it.
 */

export type { Axes, AxisChoice, CellPlan } from '../compare/axes.js';
export {
  type CompareCalls,
  type ComparedCell,
  type CompareOptions as CompareOptionsOf,
  Comparison,
  type Sheet,
  type SheetOptions,
} from '../compare/comparison.js';
export {
  layoutSheet,
  type SheetCell,
  type SheetLayout,
  type SheetLayoutOptions,
  type SheetText,
} from '../compare/sheet-layout.js';
