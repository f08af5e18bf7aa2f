/**
 * @packageDocumentation
 * Overpaint in the browser: onnxruntime-web in a Web Worker, models in the browser's storage, the browser's own codecs.
 * Everything of `@overpaint/core` is here too, so code moves between Node and the browser unchanged.
 */

import { createWebOverpaint } from './web-overpaint.js';

export * from '@overpaint/core';
export {
  defineStyle,
  type ExpandPromptsOptions,
  expandPrompts,
  parseStylesCsv,
  parseStylesJson,
  resolveStyle,
  type Style,
  type StyleChoice,
  type StyleDefinition,
  type StyleGroup,
  type StyleName,
  type StyleSettings,
  styles,
  type Wildcards,
} from '@overpaint/presets';
export type { AssetOptions } from './assets.js';
export type { Provider } from './backend.js';
export type { HubOptions } from './hub.js';
export type { WebImageInput } from './image-input.js';
export type { LocalModel } from './local-files.js';
export type { ModelSource, StoredModel, WebModel } from './model-source.js';
export { persistModels } from './persist-models.js';
export type { StorageMode } from './storage/open-store.js';
export type { WebImage } from './web-image.js';
export {
  createWebOverpaint,
  type WebCapabilities,
  type WebImg2ImgOptions,
  type WebOverpaint,
  type WebOverpaintOptions,
} from './web-overpaint.js';

/** The public calls, with the embedded model as their default. Nothing is started before the first of them. */
export const { img2img, plan, loadModel, inspectModel, detect, listModels, removeModel, stop, dispose } =
  /* @__PURE__ */ createWebOverpaint();
