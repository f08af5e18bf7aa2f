// What a call with the embedded model does without: models on servers, and the storage that keeps them.
export { ModelStore } from '../fetch-model.js';
export { hubModel } from '../hub.js';
export { urlModel } from '../url-folder.js';
