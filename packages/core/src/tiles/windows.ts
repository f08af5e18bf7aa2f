import type { Rectangle, Size } from '../image/index.js';

/** Where windows of one size begin, so that they cover a picture: at every place of `columns` by every one of `rows`. */
export interface Windows extends Size {
  readonly columns: readonly number[];
  readonly rows: readonly number[];
}

/**
 * Windows of one size that cover a picture, evenly spaced, each over its neighbours by `overlap` at least. They begin at
 * multiples of `grid`, of which the sides of picture and window are multiples too.
 */
export function coverWithWindows(picture: Size, window: Size, overlap: number, grid: number): Windows {
  const [width, height] = [Math.min(window.width, picture.width), Math.min(window.height, picture.height)];
  return {
    ...{ width, height },
    columns: starts(picture.width, width, overlap, grid),
    rows: starts(picture.height, height, overlap, grid),
  };
}

function starts(length: number, window: number, overlap: number, grid: number): readonly number[] {
  const room = length - window;
  const gaps = room && Math.ceil(room / (window - overlap));
  return Array.from({ length: gaps + 1 }, (_, i) => (i === 0 ? 0 : Math.floor((room * i) / gaps / grid) * grid));
}

/** The same windows in other units: latents have one cell for each 8 pixels. */
export const scaleWindows = ({ width, height, columns, rows }: Windows, factor: number): Windows => ({
  width: width * factor,
  height: height * factor,
  columns: columns.map((start) => start * factor),
  rows: rows.map((start) => start * factor),
});

/** Each window, row by row. */
export const eachWindow = ({ width, height, columns, rows }: Windows): readonly Rectangle[] =>
  rows.flatMap((y) => columns.map((x) => ({ x, y, width, height })));

/**
 * How much a window counts, place by place along one axis: all of it, but less and less towards a neighbour that it shares
 * its edge with, so that no seam shows.
 */
export function windowWeights(begins: readonly number[], length: number, index: number): Float32Array {
  const start = begins[index]!;
  const before = index > 0 ? begins[index - 1]! + length - start : 0;
  const after = index + 1 < begins.length ? start + length - begins[index + 1]! : 0;
  return Float32Array.from({ length }, (_, place) =>
    Math.min(1, before ? (place + 0.5) / before : 1, after ? (length - place - 0.5) / after : 1),
  );
}

/** A part of a picture, and what is seen around it so that it comes out as in the whole. */
export interface Part {
  readonly core: Rectangle;
  readonly window: Rectangle;
}

/** Parts that a picture consists of, each of which is at most `most` long with the margin around it. */
export function partsOf(picture: Size, most: Size, margin: number): readonly Part[] {
  const across = spans(picture.width, most.width, margin);
  const down = spans(picture.height, most.height, margin);
  const rectangle = ([x, right]: Span, [y, bottom]: Span) => ({ x, y, width: right - x, height: bottom - y });
  return down.flatMap((rows) =>
    across.map((columns) => ({
      core: rectangle(columns.core, rows.core),
      window: rectangle(columns.window, rows.window),
    })),
  );
}

type Span = readonly [from: number, to: number];

function spans(
  length: number,
  most: number,
  margin: number,
): readonly { readonly core: Span; readonly window: Span }[] {
  const count = length <= most ? 1 : Math.ceil(length / Math.max(1, most - 2 * margin));
  return Array.from({ length: count }, (_, i) => {
    const [from, to] = [i, i + 1].map((border) => Math.floor((length * border) / count)) as [number, number];
    return { core: [from, to], window: [Math.max(0, from - margin), Math.min(length, to + margin)] };
  });
}

export const scaleRectangle = ({ x, y, width, height }: Rectangle, factor: number): Rectangle => ({
  x: x * factor,
  y: y * factor,
  width: width * factor,
  height: height * factor,
});
