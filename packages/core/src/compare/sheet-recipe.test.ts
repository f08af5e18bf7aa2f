import { expect, it } from 'vitest';
import type { Recipe } from '../recipe.js';
import { cellRecipes, sheetRecipe } from './sheet-recipe.js';

const recipe = (fields: object) => ({ seed: 7, size: { width: 64, height: 43 }, ...fields }) as Partial<Recipe>;

it('says once what all recipes have in common, and gives each back whole', () => {
  const cells = [
    { labels: ['a'], recipe: recipe({ strength: 0.3, eta: 0 }) },
    { labels: ['b'], error: 'MODEL_NOT_FOUND' },
    { labels: ['c'], recipe: recipe({ strength: 0.6, stopAfter: 2, eta: 0 }) },
  ];
  const sheet = sheetRecipe({ title: 't', columns: 3, cells });
  expect(sheet).toEqual({
    ...{ title: 't', columns: 3, recipe: recipe({ eta: 0 }) },
    cells: [
      { labels: ['a'], recipe: { strength: 0.3 } },
      { labels: ['b'], error: 'MODEL_NOT_FOUND' },
      { labels: ['c'], recipe: { strength: 0.6, stopAfter: 2 } },
    ],
  });
  expect(cellRecipes(sheet)).toEqual(cells.map(({ recipe }) => recipe));
  expect(cellRecipes(sheetRecipe({ title: '', columns: 1, cells: [cells[1]!] }))).toEqual([undefined]);
});
