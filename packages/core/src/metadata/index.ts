export { formatParameters, type ParametersSource, type ParsedParameters, parseParameters } from './a1111-parameters.js';
export { embedMetadata, type Metadata } from './embed-metadata.js';
export type { ForeignSettings } from './foreign-settings.js';
export type { FoundRecipe } from './found-recipe.js';
export { type FoundMetadata, readMetadata } from './read-metadata.js';
export { readRecipe } from './read-recipe.js';
