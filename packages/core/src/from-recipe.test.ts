import { expect, it } from 'vitest';
import { isOverpaintError } from './errors/index.js';
import { fromRecipe } from './from-recipe.js';
import { createOverpaint } from './overpaint.js';
import type { OverpaintImage } from './overpaint-image.js';
import type { Recipe } from './recipe.js';
import { referencePicture, referencePlatform } from './testing/reference-platform.js';

const image = referencePicture();
const odd = [
  ...[null, true, 5, -1, 1e300, Number.NaN, 'x', '__proto__', [], [1, 'x'], {}],
  ...[{ expanded: 5 }, { id: 5, sha256: {} }, { _class_name: 5 }, { _class_name: 'toString' }, { mode: 5 }],
  ...[{ width: 'x', height: 5 }, { scheduler: 5 }, { scheduler: { toString: 1 } }, { mask: 1, features: 'x' }],
];

it('takes whatever a file says in the place of a field, or refuses it by an error of ours', {
  timeout: 60_000,
}, async () => {
  const { img2img, plan } = createOverpaint<URL, never, OverpaintImage>(referencePlatform());
  const { recipe } = await img2img({ image, prompt: 'ink', steps: 2, size: 64, seed: 1 });
  for (const field of Object.keys(recipe) as (keyof Recipe)[]) {
    for (const value of odd) {
      const replay = async () => plan({ image, ...fromRecipe({ ...recipe, [field]: value } as Recipe) });
      const error = await replay().catch((error: unknown) => error);
      const ours = !(error instanceof Error) || isOverpaintError(error);
      expect(ours, `${field} ${JSON.stringify(value)}: ${error}`).toBe(true);
    }
  }
});
