// What a call with the embedded model does without: the person's own models, those on servers, and the storage that keeps
// these. And the hash for pages that are not secure, where browsers have none, and what a browser can do.
export { detectCapabilities } from '../detect.js';
export { hubModel } from '../hub.js';
export { localModel } from '../local-model.js';
export { ModelStore } from '../model-store.js';
export { sha256Of } from '../sha256.js';
export { urlModel } from '../url-folder.js';
