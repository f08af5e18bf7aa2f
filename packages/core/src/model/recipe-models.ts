import { ModelNotFoundError } from '../errors/index.js';
import type { RecipeModel } from '../recipe.js';
import { Model } from './model.js';

/** What a call names as its model; nothing for the default one. */
type Source = string | Model | undefined;

/**
 * Finds the models of recipes without taking their word for where these lie, since they may come out of anybody's files:
 * known are the models that painted here, by their weights, and the default one, by its id.
 */
export class RecipeModels {
  readonly #painted = new Map<string, Source>();
  readonly #loaded = new WeakMap<Model, string | undefined>();

  /** A model that its user loaded as it lies there: once it is disposed, it is opened anew. */
  loaded(model: Model, source: string | undefined): void {
    this.#loaded.set(model, source);
  }

  painted(sha256: string, source: Source): void {
    this.#painted.set(sha256, source);
  }

  /** @throws ModelNotFoundError `MODEL_NOT_FOUND` for a model that is not known here. */
  async find({ id, sha256 }: RecipeModel, defaultId: () => Promise<string>): Promise<Source> {
    const source = this.#painted.get(sha256);
    if (this.#painted.has(sha256) && !(source instanceof Model && source.disposed)) return source;
    if (source instanceof Model && this.#loaded.has(source)) return this.#loaded.get(source);
    if ((await defaultId()) === id) return undefined;
    throw new ModelNotFoundError(
      id,
      `model: the recipe was painted by "${id}" (sha256 ${sha256.slice(0, 12)}…), which is not the default model and has not painted in this process. Name it as model; fromRecipe(recipe, { model: true }) opens what the recipe names.`,
    );
  }
}
