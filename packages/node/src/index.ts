/**
 * @packageDocumentation
 * Overpaint in Node: onnxruntime-node off the main thread, model folders and packages, sharp. Everything of
 * `@overpaint/core` is here too, so code moves between Node and the browser unchanged.
 */

import { createNodeOverpaint } from './overpaint.js';

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
export { type NodeBackend, type NodeBackendOptions, nodeBackend } from './backend.js';
export type { NodeImageInput } from './image-input.js';
export type { NodeImage } from './node-image.js';
export { createNodeOverpaint, type NodeOverpaint, type NodeOverpaintOptions } from './overpaint.js';
export { saveFile } from './save-file.js';

/** The public calls, with the embedded model as their default. Nothing is started before the first of them. */
export const { img2img, plan, loadModel, inspectModel, detect, dispose } = /* @__PURE__ */ createNodeOverpaint();
