/**
 * @packageDocumentation
 * Overpaint in Node: onnxruntime-node off the main thread, model folders and packages, sharp. Everything of
 * `@overpaint/core` is here too, so code moves between Node and the browser unchanged.
 */

import { createNodeOverpaint, type NodeOverpaint } from './overpaint.js';

export * from '@overpaint/core';
export {
  type Axes,
  type AxisChoice,
  type CellPlan,
  type CompareCalls,
  type ComparedCell,
  type CompareOptionsOf,
  Comparison,
  cellRecipes,
  type FitOptions,
  type FrameSource,
  type FramesOptionsOf,
  type FramesTogether,
  fitText,
  layoutSheet,
  type PaintedFrameOf,
  type PainterOf,
  type ResumedFrames,
  type Sheet,
  type SheetCell,
  type SheetLayout,
  type SheetLayoutOptions,
  type SheetOptions,
  type SheetPicture,
  type SheetText,
  type SourceFrame,
  sheetRecipe,
  type Tween,
  type TweenCurve,
} from '@overpaint/core/series';
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
export { type NodeBackend, nodeBackend } from './backend.js';
export type { FramesOptions, PaintedFrame, Painter, PrepareOptions } from './frames/node-frames.js';
export { type NodeFrames, type OpenFramesOptions, openFrames } from './frames/open-frames.js';
export { type SavedFrame, type SaveFramesOptions, saveFrames } from './frames/save-frames.js';
export type { HubOptions } from './hub/hub-settings.js';
export type {
  ModelLicence,
  ModelVerification,
  PullModelOptions,
  PullPlan,
  StoredModel,
  VerifyModelOptions,
} from './hub/stored-models.js';
export { nodeImageCodec } from './image.js';
export type { NodeImageInput } from './image-input.js';
export { type Img2ImgEvent, type Img2ImgOptions, type Img2ImgResult, Img2ImgRun } from './img2img.js';
export { makeFolder } from './make-folder.js';
export { type NodeImage, withSave } from './node-image.js';
export { createNodeOverpaint, type NodeOverpaint } from './overpaint.js';
export { type SaveFileOptions, saveFile } from './save-file.js';
export { removeUnfinished, unfinishedPath } from './unfinished.js';

const calls: NodeOverpaint = /* @__PURE__ */ createNodeOverpaint();

/**
 * Paints: a picture goes in, the same composition in a new look comes out.
 *
 * @returns a promise of the pictures that is also a stream of events, with `abort()` and `finishEarly()`.
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for options that are wrong, before anything is opened; every other
 * failure as an error of its own code, see {@link ErrorByCode}.
 * @example
 * ```ts
 * import { img2img } from '@overpaint/node';
 * const { images } = await img2img({ image: 'bird.jpg', prompt: 'watercolor painting' });
 * await images[0].save('bird-watercolor.png');
 * ```
 */
export const img2img: NodeOverpaint['img2img'] = calls.img2img;

/**
 * What `img2img()` would do with these options, without opening a network: steps, sizes, tokens, memory, warnings.
 *
 * @throws what `img2img()` throws for these options before it paints.
 * @example
 * ```ts
 * import { plan } from '@overpaint/node';
 * const { timesteps, networkCalls, size } = await plan({ image: 'bird.jpg', prompt: 'ink drawing', steps: 20 });
 * ```
 */
export const plan: NodeOverpaint['plan'] = calls.plan;

/**
 * Opens what options name, once for any number of pictures: the model stays open until `dispose()`, whatever other calls
 * open meanwhile, and a mask is decoded once. Networks open with the first picture.
 *
 * @throws what `img2img()` throws for these options before it paints.
 * @example
 * ```ts
 * import { prepare } from '@overpaint/node';
 * const painter = await prepare({ prompt: 'ink drawing', size: 128 });
 * for (const name of ['bird', 'cat']) {
 *   const { images } = await painter.paint(`${name}.jpg`);
 *   await images[0].save(`${name}-ink.png`);
 * }
 * await painter.dispose();
 * ```
 */
export const prepare: NodeOverpaint['prepare'] = calls.prepare;

/**
 * Paints the frames of an animated GIF, WebP or PNG, of a folder, of a list, or of one picture over time: an async iterable
 * of painted frames with their timing. All have one seed, the same noise and the size of the first; none is painted before
 * it is asked for, and none is kept. `saveFrames()` writes them as they come.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for options that are wrong; what `img2img()` throws.
 * @example
 * ```ts
 * import { paintFrames, saveFrames } from '@overpaint/node';
 * const frames = paintFrames({ frames: 'bird.jpg', length: 4, tween: { strength: [0.3, 0.9] }, prompt: 'ink drawing', size: 64 });
 * await saveFrames('bird-ink.webp', frames);
 * ```
 */
export const paintFrames: NodeOverpaint['paintFrames'] = calls.paintFrames;

/**
 * Opens a model for as long as you keep it; `img2img({ model })` takes it. Without `source`, the installed `@overpaint/model-mini`.
 *
 * @throws ModelNotFoundError `MODEL_NOT_FOUND`; ModelInvalidError `MODEL_INVALID`.
 * @example
 * ```ts
 * import { img2img, loadModel } from '@overpaint/node';
 * const model = await loadModel();
 * const { images } = await img2img({ image: 'bird.jpg', model });
 * await model.dispose();
 * ```
 */
export const loadModel: NodeOverpaint['loadModel'] = calls.loadModel;

/**
 * What a model is and takes, without loading its weights: family, components, inputs, sizes. Plain JSON.
 *
 * @throws ModelNotFoundError `MODEL_NOT_FOUND`; ModelInvalidError `MODEL_INVALID`.
 * @example
 * ```ts
 * import { inspectModel } from '@overpaint/node';
 * const { family, components } = await inspectModel();
 * ```
 */
export const inspectModel: NodeOverpaint['inspectModel'] = calls.inspectModel;

/**
 * What a LoRA file is: which kind of model it was made for, its layers, ranks and trigger words. Plain JSON. With a loaded
 * model also `unmatched`: the tensors of which that model has no layer.
 *
 * @throws ModelNotFoundError `MODEL_NOT_FOUND`; ModelInvalidError `MODEL_INVALID` for a file that is no LoRA;
 * UnsupportedError `UNSUPPORTED` where nothing of it fits the model.
 * @example
 * ```ts
 * import { inspectLora } from '@overpaint/node';
 * const { madeFor, ranks, triggerWords } = await inspectLora('loras/ink.safetensors');
 * ```
 */
export const inspectLora: NodeOverpaint['inspectLora'] = calls.inspectLora;

/**
 * Models in the cache of downloads, which Python's `huggingface_hub` shares.
 *
 * @example
 * ```ts
 * import { listModels } from '@overpaint/node';
 * for (const { id, bytes, complete } of await listModels()) console.log(id, bytes, complete);
 * ```
 */
export const listModels: NodeOverpaint['listModels'] = calls.listModels;

/**
 * Fetches a model of the hub, or what is new of it, before a call needs it. Calls that name it fetch it by themselves.
 *
 * @throws ModelNotFoundError `MODEL_NOT_FOUND`; DownloadError `DOWNLOAD`; OfflineError `OFFLINE`; StorageError `STORAGE`;
 * ModelIntegrityError `MODEL_INTEGRITY`; ModelInvalidError `MODEL_INVALID` for a repository that holds no whole model.
 * @example
 * ```ts
 * import { pullModel } from '@overpaint/node';
 * await pullModel('owner/name', { onDownload: ({ loaded, total }) => console.log(loaded / total) });
 * ```
 */
export const pullModel: NodeOverpaint['pullModel'] = calls.pullModel;

/**
 * Removes a model from the cache of downloads.
 *
 * @returns whether it was there.
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for what is no repository's name.
 * @example
 * ```ts
 * import { removeModel } from '@overpaint/node';
 * await removeModel('owner/name');
 * ```
 */
export const removeModel: NodeOverpaint['removeModel'] = calls.removeModel;

/**
 * Reads every byte of a model in the cache of downloads, and removes files that are damaged; the next use fetches them again.
 *
 * @throws ModelNotFoundError `MODEL_NOT_FOUND` for one that is not there.
 * @example
 * ```ts
 * import { pullModel, verifyModel } from '@overpaint/node';
 * await pullModel('owner/name');
 * const { whole, damaged } = await verifyModel('owner/name');
 * ```
 */
export const verifyModel: NodeOverpaint['verifyModel'] = calls.verifyModel;

/**
 * Opens a ControlNet for as long as you keep it; `controlNet()` puts it among a call's features. A folder with one graph (`model.onnx`),
 * or the graph itself (`….onnx`).
 *
 * @throws ModelNotFoundError `MODEL_NOT_FOUND`; ModelInvalidError `MODEL_INVALID` for a graph that is no ControlNet.
 * @example
 * ```ts
 * import { controlNet, img2img, loadControlNet } from '@overpaint/node';
 * const edges = await loadControlNet('models/controlnet-canny');
 * const features = [controlNet(edges, { preprocess: 'canny', weight: 0.8 })];
 * const { images } = await img2img({ image: 'photo.jpg', prompt: 'oil painting', model: 'models/realistic', features });
 * await edges.dispose();
 * ```
 */
export const loadControlNet: NodeOverpaint['loadControlNet'] = calls.loadControlNet;

/**
 * What this machine can do: providers, threads, memory.
 *
 * @example
 * ```ts
 * import { detect } from '@overpaint/node';
 * const { providers, threads } = await detect();
 * ```
 */
export const detect: NodeOverpaint['detect'] = calls.detect;

/**
 * Frees all models and ends the worker thread. A later call starts anew.
 *
 * @example
 * ```ts
 * import { dispose } from '@overpaint/node';
 * await dispose();
 * ```
 */
export const dispose: NodeOverpaint['dispose'] = calls.dispose;
export type { NodeBackendOptions, NodeOverpaintOptions } from './options.js';
