import type { Recipe } from '../recipe.js';

/** What a sheet shows: its pictures in their order, row by row, and how each of them was painted. */
export interface SheetRecipe {
  readonly title: string;
  readonly columns: number;
  /** Longest side of a picture on the sheet, in pixels. Missing where they are as they were painted. */
  readonly largest?: number | undefined;
  /** What the recipes of all pictures have in common; of the source the comparison says it. */
  readonly recipe: Partial<Recipe>;
  readonly cells: readonly SheetCellRecipe[];
}

/** A picture of a sheet. */
export interface SheetCellRecipe {
  /** The lines under it. */
  readonly labels: readonly string[];
  /** What its recipe says beyond what all have in common. Missing where there is no picture, or where that was not painted over the source. */
  readonly recipe?: Partial<Recipe> | undefined;
  /** Why there is no picture: the error's code. */
  readonly error?: string | undefined;
}

/** Recipes of one sheet differ in a few fields: what they have in common is said once. {@link cellRecipes} undoes it. */
export function sheetRecipe({ cells, ...sheet }: Omit<SheetRecipe, 'recipe'>): SheetRecipe {
  const [first, ...others] = cells.flatMap(({ recipe }) => (recipe ? [Object.entries(recipe)] : []));
  const texts = others.map((fields) => new Map(fields.map(([name, value]) => [name, JSON.stringify(value)])));
  const common = (first ?? []).filter(([name, value]) => {
    const text = JSON.stringify(value);
    return texts.every((fields) => fields.get(name) === text);
  });
  const names = new Set(common.map(([name]) => name));
  const own = (recipe: Partial<Recipe>) => Object.entries(recipe).filter(([name]) => !names.has(name));
  return {
    ...sheet,
    recipe: Object.fromEntries(common),
    cells: cells.map(({ recipe, ...cell }) => ({
      ...cell,
      ...(recipe && { recipe: Object.fromEntries(own(recipe)) }),
    })),
  };
}

/** Of each picture its whole recipe but the source; nothing where it has none. */
export const cellRecipes = ({ recipe, cells }: SheetRecipe): readonly (Partial<Recipe> | undefined)[] =>
  cells.map((cell) => cell.recipe && { ...recipe, ...cell.recipe });
