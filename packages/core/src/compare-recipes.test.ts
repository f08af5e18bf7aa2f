import { expect, it } from 'vitest';
import { compareRecipes } from './compare-recipes.js';
import type { Recipe } from './recipe.js';

const recipe = {
  version: 1,
  generator: 'overpaint 1.0.0',
  runtime: 'onnxruntime-node 1.30.0',
  source: { of: 'file', bytes: 3, sha256: 'a' },
  model: { id: 'one', sha256: 'b' },
  prompt: { given: 'ink', expanded: 'ink, drawing' },
  schedulerConfig: { _class_name: 'DDIMScheduler', beta_end: 0.012 },
  size: { width: 64, height: 48 },
  seed: 7,
} as unknown as Recipe;

it('finds nothing where only names, order and words of the asking differ', () => {
  const replayed = {
    ...recipe,
    model: { id: 'two', sha256: 'b' },
    prompt: { given: 'ink, drawing', expanded: 'ink, drawing' },
    size: { height: 48, width: 64 },
    asked: { seed: 7 },
  };
  expect(compareRecipes(recipe, replayed)).toEqual([]);
});

it('says what differs, entries of a config one by one', () => {
  const { seed, ...without } = recipe;
  const other = {
    ...without,
    generator: 'overpaint 2.0.0',
    runtime: 'onnxruntime-node 1.31.0',
    source: { of: 'file', bytes: 3, sha256: 'c' },
    model: { id: 'one', sha256: 'd' },
    schedulerConfig: { _class_name: 'DDIMScheduler', beta_end: 0.02 },
  } as unknown as Recipe;
  expect(compareRecipes(recipe, other)).toEqual([
    { what: 'model', before: 'b', now: 'd' },
    { what: 'generator', before: 'overpaint 1.0.0', now: 'overpaint 2.0.0' },
    { what: 'runtime', before: 'onnxruntime-node 1.30.0', now: 'onnxruntime-node 1.31.0' },
    { what: 'source', before: recipe.source, now: other.source },
    { what: 'seed', before: seed },
    { what: 'schedulerConfig.beta_end', before: 0.012, now: 0.02 },
  ]);
});

it('tells another mask and other references, and not that an older recipe keeps no hash of them', () => {
  const masked = (sha256: string | undefined) =>
    ({
      ...recipe,
      features: [{ name: 'inpaint', blur: 4, ...(sha256 && { mask: { of: 'file', bytes: 5, sha256 } }) }],
      ...(sha256 && { references: [{ of: 'file', bytes: 5, sha256 }] }),
    }) as unknown as Recipe;
  expect(compareRecipes(masked('a'), masked('b')).map(({ what }) => what)).toEqual(['references', 'mask']);
  expect(compareRecipes(masked(undefined), masked('b'))).toEqual([]);
  const others = { ...masked('a'), features: [{ name: 'inpaint', blur: 5 }] } as unknown as Recipe;
  expect(compareRecipes(masked('a'), others).map(({ what }) => what)).toEqual(['features']);
  expect(compareRecipes(recipe, { ...recipe, features: 5 as never })).toEqual([]);
});

it('takes nothing for a difference that a recipe is too old to say', () => {
  const { runtime, source, ...old } = recipe;
  expect([runtime, source]).not.toContain(undefined);
  expect(compareRecipes(old, recipe)).toEqual([]);
});

it('refuses what is no recipe', () => {
  expect(() => compareRecipes(undefined as never, recipe)).toThrow(/before: expected/);
});
