// What a call with the embedded model does without: the person's own models, those on servers, and the storage that
// keeps these.
export { ModelStore } from '../fetch-model.js';
export { hubModel } from '../hub.js';
export { localModel } from '../local-model.js';
export { urlModel } from '../url-folder.js';
