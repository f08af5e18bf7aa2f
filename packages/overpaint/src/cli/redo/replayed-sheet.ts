import {
  type ComparisonRecipe,
  cellRecipes,
  InvalidArgumentError,
  type Recipe,
  type SheetRecipe,
} from '../../index.js';
import { readPaintingFlags } from '../painting-flags.js';
import type { PaintFlags } from '../painting-options.js';
import { UsageError } from '../usage-error.js';
import { says } from './find-beside.js';
import type { PaintedFile } from './painted-file.js';
import { isWhole } from './replayed-options.js';

/** A sheet as its recipe describes it. */
export interface ReplayedSheet {
  readonly comparison: ComparisonRecipe['comparison'];
  readonly sheet: SheetRecipe;
  /** The pictures of the sheet in their order. */
  readonly cells: readonly ReplayedCell[];
}

/** A picture of a sheet, with what paints it again; nothing of one that failed, or that was no painting of the source. */
export interface ReplayedCell {
  readonly labels: readonly string[];
  readonly recipe: Recipe | undefined;
}

/** Pictures that a call is given beside the source: a recipe keeps by what they are known again. */
const beside = ['mask', 'references'] as const;

/**
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for a recipe that does not say enough; UsageError for one flag in place of
 * what was compared.
 */
export function replayedSheet(
  { name, recipe }: Pick<PaintedFile, 'name' | 'recipe'>,
  flags: PaintFlags = {},
): ReplayedSheet {
  const comparison = recipe.comparison as ComparisonRecipe['comparison'];
  const { sheet, axes } = (comparison ?? {}) as Partial<typeof comparison>;
  if (!isSheet(sheet) || !isObject(axes)) {
    throw new InvalidArgumentError(
      'picture',
      'a sheet whose recipe says how each picture on it was painted',
      name,
      `It lacks comparison.sheet, as sheets of older versions do. "overpaint recipe ${name}" shows what --compare took.`,
    );
  }
  const recipes = cellRecipes(sheet);
  const cells = sheet.cells.map(({ labels }, index) => {
    const found = recipes[index];
    return { labels, recipe: isWhole(found) ? found : undefined };
  });
  if (cells.every(({ recipe }) => recipe === undefined)) {
    throw new InvalidArgumentError('picture', 'a sheet with a picture that was painted', name, 'All on it failed.');
  }
  const given = readPaintingFlags(flags as Readonly<Record<string, unknown>>);
  for (const option of beside.filter((option) => option in (axes as object))) {
    if (given[option] !== undefined)
      throw new UsageError(`${name} compares ${option}: one for all of its pictures is another sheet.`);
    const untold = cells.some(({ recipe }) => recipe?.asked?.[option] && !says(recipe, option));
    if (untold)
      throw new UsageError(
        `${name} compares ${option}, and was written by a version that did not say which they were.`,
      );
  }
  return { comparison, sheet, cells };
}

/** A file may say anything: this is what the layout of a sheet needs. */
function isSheet(value: unknown): value is SheetRecipe {
  const { title, columns, largest, recipe, cells } = (value ?? {}) as Partial<SheetRecipe>;
  return (
    typeof title === 'string' &&
    isWithin(columns, 1, 1000) &&
    (largest === undefined || isWithin(largest, 16, 16384)) &&
    isObject(recipe) &&
    Array.isArray(cells) &&
    cells.length > 0 &&
    cells.every(isCell)
  );
}

function isCell(value: unknown): boolean {
  const { labels, recipe } = (value ?? {}) as { labels?: unknown; recipe?: unknown };
  const readable = Array.isArray(labels) && labels.every((label) => typeof label === 'string');
  return readable && (recipe === undefined || isObject(recipe));
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

const isWithin = (value: unknown, from: number, to: number) =>
  Number.isInteger(value) && (value as number) >= from && (value as number) <= to;
