/**
 * @packageDocumentation
 * Overpaint in the browser: onnxruntime-web in a Web Worker, models in the browser's storage, the browser's own codecs.
 * Everything of `@overpaint/core` is here too, so code moves between Node and the browser unchanged.
 */

import { calls } from './default-calls.js';
import type { WebOverpaint } from './public-calls.js';

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
  type TemplateWarning,
  type Wildcards,
} from '@overpaint/presets';
export type { AssetOptions } from './assets.js';
export type { Provider } from './backend.js';
export type { HubOptions } from './hub.js';
export type { WebImageInput } from './image-input.js';
export { type Img2ImgEvent, type Img2ImgOptions, type Img2ImgResult, Img2ImgRun } from './img2img.js';
export type { LocalModel } from './local-files.js';
export type { ModelSource, StoredModel, WebControlNet, WebModel } from './model-source.js';
export { persistModels } from './persist-models.js';
export type { WebCapabilities, WebOverpaint, WebOverpaintOptions } from './public-calls.js';
export type { StorageMode } from './storage/open-store.js';
export type { Showable, WebImage } from './web-image.js';
export { createWebOverpaint } from './web-overpaint.js';

/**
 * Paints: a picture goes in, the same composition in a new look comes out.
 *
 * @returns a promise of the pictures that is also a stream of events, with `abort()` and `finishEarly()`.
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for options that are wrong, before anything is opened; every other
 * failure as an error of its own code, see {@link ErrorByCode}.
 * @example
 * ```ts
 * import { img2img } from '@overpaint/web';
 * const { images } = await img2img({ image: 'bird.jpg', prompt: 'watercolor painting' });
 * images[0].draw(document.querySelector('canvas')!);
 * ```
 */
export const img2img: WebOverpaint['img2img'] = calls.img2img;

/**
 * What `img2img()` would do with these options, without opening a network: steps, sizes, tokens, memory, warnings.
 *
 * @throws what `img2img()` throws for these options before it paints.
 * @example
 * ```ts
 * import { plan } from '@overpaint/web';
 * const { timesteps, networkCalls, size } = await plan({ image: 'bird.jpg', prompt: 'ink drawing', steps: 20 });
 * ```
 */
export const plan: WebOverpaint['plan'] = calls.plan;

/**
 * Opens a model for as long as you keep it; `img2img({ model })` takes it. Without `source`, the embedded one.
 *
 * @throws ModelNotFoundError `MODEL_NOT_FOUND`; ModelInvalidError `MODEL_INVALID`.
 * @example
 * ```ts
 * import { img2img, loadModel } from '@overpaint/web';
 * const model = await loadModel();
 * const { images } = await img2img({ image: 'bird.jpg', model });
 * await model.dispose();
 * ```
 */
export const loadModel: WebOverpaint['loadModel'] = calls.loadModel;

/**
 * What a model is and takes, without loading its weights: family, components, inputs, sizes. Plain JSON.
 *
 * @throws ModelNotFoundError `MODEL_NOT_FOUND`; ModelInvalidError `MODEL_INVALID`.
 * @example
 * ```ts
 * import { inspectModel } from '@overpaint/web';
 * const { family, components } = await inspectModel();
 * ```
 */
export const inspectModel: WebOverpaint['inspectModel'] = calls.inspectModel;

/**
 * What a LoRA file is: which kind of model it was made for, its layers, ranks and trigger words. Plain JSON. With a loaded
 * model also `unmatched`: the tensors of which that model has no layer.
 *
 * @throws ModelNotFoundError `MODEL_NOT_FOUND`; ModelInvalidError `MODEL_INVALID` for a file that is no LoRA;
 * UnsupportedError `UNSUPPORTED` where nothing of it fits the model.
 * @example
 * ```ts
 * import { inspectLora } from '@overpaint/web';
 * const { madeFor, ranks, triggerWords } = await inspectLora('loras/ink.safetensors');
 * ```
 */
export const inspectLora: WebOverpaint['inspectLora'] = calls.inspectLora;

/**
 * Opens a ControlNet for as long as you keep it; `controlNet()` puts it among a call's features. A folder with one graph (`model.onnx`),
 * or the graph itself (`….onnx`).
 *
 * @throws ModelNotFoundError `MODEL_NOT_FOUND`; ModelInvalidError `MODEL_INVALID` for a graph that is no ControlNet.
 * @example
 * ```ts
 * import { controlNet, img2img, loadControlNet } from '@overpaint/web';
 * const edges = await loadControlNet('https://example.com/models/controlnet-canny');
 * const features = [controlNet(edges, { preprocess: 'canny', weight: 0.8 })];
 * const { images } = await img2img({ image: 'photo.jpg', prompt: 'oil painting', model: 'https://example.com/models/realistic', features });
 * await edges.dispose();
 * ```
 */
export const loadControlNet: WebOverpaint['loadControlNet'] = calls.loadControlNet;

/**
 * What this browser can do: providers, threads, memory.
 *
 * @example
 * ```ts
 * import { detect } from '@overpaint/web';
 * const { providers, threads } = await detect();
 * ```
 */
export const detect: WebOverpaint['detect'] = calls.detect;

/**
 * Models in the browser's storage.
 *
 * @example
 * ```ts
 * import { listModels } from '@overpaint/web';
 * for (const { id, bytes } of await listModels()) console.log(id, bytes / 1e6);
 * ```
 */
export const listModels: WebOverpaint['listModels'] = calls.listModels;

/**
 * Removes a model from the browser's storage.
 *
 * @returns whether it was there.
 * @example
 * ```ts
 * import { removeModel } from '@overpaint/web';
 * await removeModel('owner/name');
 * ```
 */
export const removeModel: WebOverpaint['removeModel'] = calls.removeModel;

/**
 * Ends the worker at once, in the middle of a network call too. Calls under way reject with `ABORTED`, loaded models
 * are gone, memory is free; the next call starts a new worker. `run.abort()` waits for the running network call instead.
 *
 * @example
 * ```ts
 * import { stop } from '@overpaint/web';
 * await stop('the person left');
 * ```
 */
export const stop: WebOverpaint['stop'] = calls.stop;

/**
 * Frees all models and ends the worker. A later call starts anew.
 *
 * @example
 * ```ts
 * import { dispose } from '@overpaint/web';
 * await dispose();
 * ```
 */
export const dispose: WebOverpaint['dispose'] = calls.dispose;
