import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resolveScheduler } from '../schedulers/index.js';
import type { FoundRecipe } from './found-recipe.js';
import { readRecipe } from './read-recipe.js';

const read = (path: string) => readFileSync(new URL(`../../golden/${path}`, import.meta.url));

interface Expected {
  readonly prompt?: string;
  readonly negative?: string;
  readonly steps?: number;
  readonly seed?: number | null;
  readonly guidance?: number | null;
  readonly rescale?: number;
  readonly size?: readonly [number, number] | null;
  readonly strength?: number | null;
  readonly scheduler?: string;
  readonly sigmas?: string;
  readonly tool?: string;
  readonly a1111?: Readonly<Record<string, string>>;
}

/** The parts of a recipe that a golden speaks of; null is nothing. */
function told(recipe: FoundRecipe | undefined, { a1111 }: Expected): Required<Expected> {
  const { size } = recipe ?? {};
  const absent = null as never;
  return {
    prompt: recipe?.prompt?.expanded ?? absent,
    negative: recipe?.negativePrompt?.expanded ?? absent,
    steps: recipe?.steps ?? absent,
    seed: recipe?.seed ?? absent,
    guidance: recipe?.guidanceScale ?? absent,
    rescale: recipe?.guidanceRescale ?? absent,
    size: size ? [size.width, size.height] : absent,
    strength: recipe?.strength ?? absent,
    scheduler: recipe?.scheduler === undefined ? absent : resolveScheduler(recipe.scheduler).name!,
    sigmas: recipe?.sigmas ?? absent,
    tool: recipe?.foreign?.tool ?? absent,
    a1111: Object.fromEntries(Object.keys(a1111 ?? {}).map((name) => [name, recipe?.a1111?.[name] ?? absent])),
  };
}

describe('of a picture that the libraries of the tools wrote', () => {
  const { pictures } = JSON.parse(read('metadata/pictures.json').toString()) as {
    pictures: { name: string; file: string; expect: Expected }[];
  };

  it.each(pictures)('$name', ({ file, expect: expected }) => {
    const recipe = readRecipe(new Uint8Array(Buffer.from(file, 'base64')));
    if (Object.keys(expected).length === 0) expect(recipe).toBeUndefined();
    else expect(told(recipe, expected)).toMatchObject(expected);
  });
});

describe("of the files of other projects' bug reports", () => {
  const { cases } = JSON.parse(read('faults/06-metadata-read.json').toString()) as {
    cases: { name: string; file: string; expect: Record<string, unknown> }[];
  };

  it.each(cases)('$name', ({ file, expect: { nothing, ...expected } }) => {
    const recipe = readRecipe(read(`faults/${file}`));
    const { prompt, negative, steps, seed } = told(recipe, {});
    const found: Record<string, unknown> = { prompt, negative, steps, seed: seed === null ? null : String(seed) };
    for (const [name, values] of Object.entries(expected)) {
      expect(Array.isArray(values) ? values : [values], name).toContain(found[name]);
    }
    if (!nothing) expect(recipe).toBeDefined();
  });
});
