/**
 * @packageDocumentation
 * The embedded model: a small text-conditioned diffusion model in the standard folder layout. Nothing knows that it is
 * special; any folder can take its place.
 */

export { modelId } from './model-id.js';

/** The folder that holds model_index.json and the networks, as a `file:` or `https:` URL that ends in `/`. */
export const modelFolder: URL = new URL('../model/', import.meta.url);
