/**
 * @packageDocumentation
 * The embedded model: a small text-conditioned diffusion model in the standard folder layout. Nothing knows that it is
 * special; any folder can take its place.
 */

/** The folder that holds model_index.json and the networks, as a `file:` or `https:` URL that ends in `/`. */
export const modelFolder: URL = new URL('../model/', import.meta.url);

/** The id that recipes record for this model; it can be given as `model` wherever the package is installed. */
export const modelId = '@overpaint/model-mini';
