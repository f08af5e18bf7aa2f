import { type Fit, planFit, type Size } from '../image/index.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import type { FeedInput, ReferenceCall, ReferenceRule } from './family.js';
import { referencePlanner } from './plan-references.js';
import { encode, see, unseen } from './see-references.js';

// What editing families share: pictures that a transformer sees as rows of tokens behind those that it paints. Each token has a
// place, whose first number says which picture it is of.

/** An editing family's way with pictures, from how it sees one. */
export const seesPictures = (rule: Pick<ReferenceRule, 'most' | 'outputSize' | 'fit'>): ReferenceRule => ({
  ...rule,
  plan: referencePlanner(rule),
  see,
  encode,
  unseen,
  ignoresStrength:
    'says how much of the source is repainted, but editing models paint anew and look at it; it was ignored. Say in the prompt what is to stay.',
});

/** A length as whole squares of the grid, rounded down, one at least. */
export const wholeSquares = (length: number, multiple: number): number =>
  Math.max(1, Math.floor(length / multiple)) * multiple;

/** The size whose sides are whole squares of the grid. */
export const onGrid = ({ width, height }: Size, multiple: number): Size => ({
  width: wholeSquares(width, multiple),
  height: wholeSquares(height, multiple),
});

/**
 * A picture at a size that the family chose, which is on the grid already. Of a graph with fixed dimensions the encoder takes no
 * other than its own size.
 */
export function fitReference(source: Size, size: Size, mode: 'stretch' | 'cover', { shape }: ReferenceCall): Fit {
  const only = shape.fixedSize;
  return planFit({ source, size: only ?? size, fit: only ? 'cover' : mode, nativeSize: 1, multiple: 1 });
}

/** Tokens of what is painted, of every branch, with those of the references behind: [branches, tokens, width]. */
export function withReferences(
  { sample, references = [] }: Pick<FeedInput, 'sample' | 'references'>,
  toTokens: (latents: Tensor) => Tensor,
): Tensor {
  const painted = toTokens(sample);
  if (references.length === 0) return painted;
  const behind = references.map(toTokens);
  const [branches = 1, rows = 0, width = 0] = painted.dims;
  const all = rows + behind.reduce((sum, { dims }) => sum + dims[1]!, 0);
  const joined = tensor([branches, all, width]);
  for (let branch = 0; branch < branches; branch++) {
    let at = branch * all * width;
    for (const { data } of [
      { data: painted.data.subarray(branch * rows * width, (branch + 1) * rows * width) },
      ...behind,
    ]) {
      joined.data.set(data, at);
      at += data.length;
    }
  }
  return joined;
}

/** A grid of tokens: how many rows and columns, and what the first number of their places says. */
export interface TokenGrid {
  readonly rows: number;
  readonly columns: number;
  readonly picture: number;
}

/** Places (picture, row, column, 0 …) of all tokens of these grids, row by row: [tokens, axes]. */
export function placesOf(grids: readonly TokenGrid[], axes: number): Tensor {
  const tokens = grids.reduce((sum, { rows, columns }) => sum + rows * columns, 0);
  const places = tensor([tokens, axes]);
  let at = 0;
  for (const { rows, columns, picture } of grids) {
    for (let token = 0; token < rows * columns; token++, at += axes) {
      places.data[at] = picture;
      places.data[at + 1] = Math.floor(token / columns);
      places.data[at + 2] = token % columns;
    }
  }
  return places;
}
