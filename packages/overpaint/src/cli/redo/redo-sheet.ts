import { basename } from 'node:path';
import {
  type ComparisonRecipe,
  compareRecipes,
  drawSheet,
  embedMetadata,
  type Image,
  type ImageFormat,
  layoutSheet,
  nodeImageCodec,
  type RecipeDifference,
  type Rectangle,
  type SheetLayout,
  type SourceRecord,
  sheetRecipe,
} from '../../index.js';
import { comparePixels, joinDifferences, type PixelDifference } from '../compare-pixels.js';
import { failureOf } from '../failure.js';
import { readPaintingFlags } from '../painting-flags.js';
import type { PaintFlags } from '../painting-options.js';
import type { Session } from '../session.js';
import { farApart, otherSize } from './difference-words.js';
import { pictureFinder } from './find-beside.js';
import { findInput, foldersOf } from './find-input.js';
import { formatOf } from './image-format.js';
import { paintCells, type RepaintedCell } from './paint-cells.js';
import { decodeWhole, type PaintedFile } from './painted-file.js';
import { redoDestination } from './redo-destination.js';
import { type ReplayedSheet, replayedSheet } from './replayed-sheet.js';
import { report } from './report.js';

/** Paints every picture of a sheet again, each by its own recipe. Returns the exit status: 1 where one is not the same. */
export async function redoSheet(
  old: PaintedFile,
  { sourceName, flags }: { readonly sourceName: string | undefined; readonly flags: PaintFlags },
  session: Session,
): Promise<number> {
  const { name, picture, bytes } = old;
  const { terminal, interruption } = session;
  const replayed = replayedSheet(old, flags);
  const format = formatOf(bytes);
  const source = await findInput(replayed.comparison.source, { old, sourceName }, session);
  const destination = await redoDestination(old, format, source, flags);

  const started = performance.now();
  const { limitInputPixels } = readPaintingFlags(flags as Readonly<Record<string, unknown>>);
  const opened = await nodeImageCodec.openImage(source.input, { limitInputPixels, signal: interruption.signal });
  const painted = await paintCells(
    replayed.cells,
    { name, find: pictureFinder(await foldersOf(old, { sourceName })), image: await opened.decode(), flags },
    session,
  );
  const { title, columns, largest } = replayed.sheet;
  const cells = replayed.cells.map(({ labels }, index) => ({ labels, ...painted[index]! }));
  const heading = [basename(source.name), title].filter(Boolean).join(' · ');
  const layout = layoutSheet(cells, { title: heading, columns, largest });
  const drawn = await drawSheet(layout);
  const recipe = recipeOf(replayed, { painted, source: await opened.record?.() });
  const quality = flags.quality === undefined ? {} : { quality: flags.quality };
  const encode = (kind: ImageFormat) => nodeImageCodec.encodeImage(drawn, kind, quality);
  const encoded = await encode(destination.format);
  const path = await destination.write(
    embedMetadata(encoded, destination.format, flags.metadata === false ? {} : { recipe }),
    { picture, number: 1, total: 1 },
  );

  const before = await decodeWhole(bytes);
  // What a lossy file lost is lost again by the same way of writing it.
  const again = format === 'png' ? drawn : await decodeWhole(await encode(format));
  const fits = before.width === again.width && before.height === again.height;
  const compared = fits ? compareCells(before, again, { replayed, painted, places: placesOf(painted, layout) }) : [];
  const other = compared.filter(({ difference }) => difference.largest > 0);
  const failures = failuresOf(replayed, painted);
  const same = fits && other.length === 0 && failures.length === 0;
  const difference = fits ? joinDifferences(compared) : undefined;
  const total = compared.length + failures.length;
  const said = same
    ? `came out the same, every pixel of its ${total} pictures`
    : difference
      ? `came out otherwise in ${other.length + failures.length} of its ${total} pictures: ${farApart(difference)}`
      : otherSize(before, again);
  return report(
    {
      ...{ name, path, same, said, difference, lossy: format !== 'png', recipe, started },
      changed: changedIn(replayed, painted, recipe.comparison.source),
      parts: other.map(({ cell, difference }) => `${cell || 'a picture'}: ${farApart(difference)}`),
      details: {
        cells: other.map(({ cell, difference }) => ({ cell, difference })),
        ...(failures.length > 0 && { failures }),
      },
    },
    terminal,
  );
}

/** What the new sheet's file says. What failed the first time is told as it was. */
function recipeOf(
  { comparison, sheet }: ReplayedSheet,
  { painted, source }: { readonly painted: readonly RepaintedCell[]; readonly source: SourceRecord | undefined },
): ComparisonRecipe {
  const cells = sheet.cells.map(({ labels, error }, index) => {
    const { recipe, error: now } = painted[index]!;
    if (recipe === undefined) return { labels, error: error ?? failureOf(now).code };
    const { source: _, ...rest } = recipe;
    return { labels, recipe: rest };
  });
  const { title, columns, largest } = sheet;
  const { generator } = painted.find(({ recipe }) => recipe)!.recipe!;
  return {
    ...{ version: 1, generator },
    comparison: {
      ...{ axes: comparison.axes, options: comparison.options },
      ...(source && { source }),
      sheet: sheetRecipe({ title, columns, ...(largest !== undefined && { largest }), cells }),
    },
  };
}

/** Where on the sheet each picture is, or the box in its place. */
function placesOf(painted: readonly RepaintedCell[], { pictures, boxes }: SheetLayout): readonly Rectangle[] {
  const [left, missing] = [[...pictures], [...boxes]];
  return painted.map(({ image }) => (image ? left : missing).shift()!);
}

interface ComparedCell {
  readonly cell: string;
  readonly difference: PixelDifference;
  readonly size: Rectangle;
}

/** Pictures are compared one by one, where both sheets have one: the words on them say nothing of the painting. */
function compareCells(
  before: Image,
  again: Image,
  sheet: {
    readonly replayed: ReplayedSheet;
    readonly painted: readonly RepaintedCell[];
    readonly places: readonly Rectangle[];
  },
): readonly ComparedCell[] {
  return sheet.replayed.cells.flatMap(({ labels }, index) => {
    if (sheet.painted[index]!.image === undefined) return [];
    const size = sheet.places[index]!;
    const difference = comparePixels(partOf(before, size), partOf(again, size))!;
    return [{ cell: labels.join(' · '), difference, size }];
  });
}

/** What failed this time, and did not the first time. */
function failuresOf({ cells }: ReplayedSheet, painted: readonly RepaintedCell[]) {
  return cells.flatMap(({ labels, recipe }, index) => {
    const { error } = painted[index]!;
    if (recipe === undefined || error === undefined) return [];
    return [{ cell: labels.join(' · '), ...failureOf(error) }];
  });
}

function partOf({ width: line, data }: Image, { x, y, width, height }: Rectangle): Image {
  const part = new Uint8ClampedArray(4 * width * height);
  for (let row = 0; row < height; row++) {
    const start = 4 * ((y + row) * line + x);
    part.set(data.subarray(start, start + 4 * width), 4 * row * width);
  }
  return { width, height, data: part };
}

/** What differs between the recipes of any picture, each once. */
function changedIn(
  { comparison, cells }: ReplayedSheet,
  painted: readonly RepaintedCell[],
  source: SourceRecord | undefined,
): readonly RecipeDifference[] {
  const changes = cells.flatMap(({ recipe: before }, index) => {
    const now = painted[index]!.recipe;
    if (before === undefined || now === undefined) return [];
    // Cells are painted over pixels; what these were decoded from, the sheet says.
    const { source: _, ...rest } = now;
    return compareRecipes(
      { ...before, ...(comparison.source && { source: comparison.source }) },
      { ...rest, ...(source && { source }) },
    );
  });
  return [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()];
}
