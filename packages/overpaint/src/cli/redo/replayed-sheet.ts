import {
  type ComparisonRecipe,
  cellRecipes,
  InvalidArgumentError,
  type Recipe,
  type SheetRecipe,
} from '../../index.js';
import { UsageError } from '../usage-error.js';
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

/** Options of which a recipe keeps only that they were there: whoever compares two of them, compares what no file says. */
const notHeld = ['mask', 'references'];

/** @throws InvalidArgumentError `INVALID_ARGUMENT` for a recipe that does not say enough; UsageError for what none holds. */
export function replayedSheet({ name, recipe }: PaintedFile): ReplayedSheet {
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
  const lacking = notHeld.find((option) => option in (axes as object));
  if (lacking !== undefined) {
    throw new UsageError(`${name} compares ${lacking}, which no recipe holds. Paint it again by --compare.`);
  }
  const recipes = cellRecipes(sheet);
  const cells = sheet.cells.map(({ labels }, index) => {
    const found = recipes[index];
    return { labels, recipe: isWhole(found) ? found : undefined };
  });
  if (cells.every(({ recipe }) => recipe === undefined)) {
    throw new InvalidArgumentError('picture', 'a sheet with a picture that was painted', name, 'All on it failed.');
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
