import type { Image } from '../image/image.js';
import type { Rectangle, Size } from '../image/rectangle.js';

/** What a sheet shows at one place, with the lines of text under it. */
export interface SheetCell {
  readonly labels: readonly string[];
  readonly image?: Image | undefined;
  /** Why there is no picture. */
  readonly error?: Error | undefined;
}

/** Where everything on a sheet goes, in pixels. Whoever draws it needs a font, and decides nothing else. */
export interface SheetLayout extends Size {
  readonly background: string;
  readonly pictures: readonly (Rectangle & { readonly image: Image })[];
  /** Plain areas where a picture is missing. */
  readonly boxes: readonly (Rectangle & { readonly colour: string })[];
  /** Lines of text: the top of the capitals is at `y`, and what is wider than `width` is cut with `…`. */
  readonly texts: readonly SheetText[];
}

export interface SheetText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** Height of the capitals. */
  readonly capital: number;
  readonly colour: string;
}

export interface SheetLayoutOptions {
  /** A line over the pictures. */
  readonly title: string;
  readonly columns: number;
  /** Longest side of a picture in pixels; larger ones are scaled down to it, smaller ones stay. */
  readonly largest?: number | undefined;
}

/** A sheet may be this many pixels wide, whatever the number of columns. */
const widest = 8000;
/** Sides of a cell where all have failed. */
const empty = 256;
const ink = '#1d1d1f';
const alarm = { ink: '#9b1c1c', paper: '#fbe9e7' };

/**
 * Lays pictures side by side in rows of `columns`, each with its labels under it. All cells are as large as the largest
 * picture; a smaller one stands at the top of its cell, in the middle. A cell without a picture is a box that says why.
 */
export function layoutSheet(cells: readonly SheetCell[], options: SheetLayoutOptions): SheetLayout {
  const { title, columns, largest = Number.POSITIVE_INFINITY } = options;
  const side = Math.min(largest, Math.floor(widest / columns));
  const sizes = cells.map(({ image }) => image && scaledDown(image, side));
  const known = sizes.flatMap((size) => size ?? []);
  const width = known.length > 0 ? Math.max(...known.map(({ width }) => width)) : Math.min(side, empty);
  const height = known.length > 0 ? Math.max(...known.map(({ height }) => height)) : Math.min(side, empty);

  // All measures follow the cell, so that a sheet of thumbnails and one of full pictures look alike.
  const capital = Math.max(8, Math.round(Math.min(width, 400) / 30));
  const gap = capital * 2;
  const lineHeight = capital * 2;
  const heading = capital * 3;
  const lines = Math.max(...cells.map(({ labels }) => labels.length));
  const cellHeight = height + capital + lines * lineHeight;
  const rows = Math.ceil(cells.length / columns);
  const at = (index: number) => ({
    x: gap + (index % columns) * (width + gap),
    y: gap + heading + Math.floor(index / columns) * (cellHeight + gap),
  });
  const sheet = { width: gap + columns * (width + gap), height: gap + heading + rows * (cellHeight + gap) };

  const texts: SheetText[] = [
    { text: title, x: gap, y: gap, width: sheet.width - 2 * gap, capital, colour: ink },
    ...cells.flatMap(({ labels }, index) => {
      const { x, y } = at(index);
      const under = (line: number) => y + height + capital + line * lineHeight;
      return labels.map((text, line) => ({ text, x, y: under(line), width, capital, colour: ink }));
    }),
    ...cells.flatMap(({ error }, index) => {
      if (!error) return [];
      const { x, y } = at(index);
      const space = { x: x + capital, y: y + capital, width: width - 2 * capital, height: height - 2 * capital };
      return errorLines(error, space, capital);
    }),
  ];
  return {
    ...sheet,
    background: '#ffffff',
    texts,
    boxes: cells.flatMap(({ image }, index) => (image ? [] : [{ ...at(index), width, height, colour: alarm.paper }])),
    pictures: cells.flatMap(({ image }, index) => {
      const size = sizes[index];
      if (!image || !size) return [];
      const { x, y } = at(index);
      return [{ image, x: x + Math.floor((width - size.width) / 2), y, ...size }];
    }),
  };
}

function scaledDown({ width, height }: Size, side: number): Size {
  const scale = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** The error's code and what of its message fits, in lines of whole words; a letter is taken to be as wide as a capital is high. */
function errorLines(error: Error, space: Rectangle, capital: number): SheetText[] {
  const letters = Math.max(1, Math.floor(space.width / (0.9 * capital)));
  const { code } = error as { code?: unknown };
  const words = error.message.split(/\s+/);
  const lines = [typeof code === 'string' ? code : error.name, ''];
  for (const word of words) {
    const line = lines.at(-1)!;
    if (line !== '' && line.length + 1 + word.length > letters) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  const room = Math.max(1, Math.floor(space.height / (2 * capital)));
  const shown = lines.slice(0, room);
  if (shown.length < lines.length) shown[shown.length - 1] += ' …';
  return shown.map((text, line) => ({
    text,
    x: space.x,
    y: space.y + line * 2 * capital,
    width: space.width,
    capital,
    colour: alarm.ink,
  }));
}
