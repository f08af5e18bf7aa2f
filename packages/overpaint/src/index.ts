/**
 * @packageDocumentation
 * Overpaint in one import: a picture goes in, the same composition in a new look comes out. This is the entry for Node;
 * bundlers take the browser's by the export condition of that name.
 */

import type { NodeOverpaint } from '@overpaint/node';
import { type BoundOverpaint, bindOverpaint } from './bind.js';

export { modelFolder, modelId } from '@overpaint/model-mini';
export * from '@overpaint/node';
export { type BoundOverpaint, bindOverpaint } from './bind.js';
export type { ComparedCell, CompareOptions, NodeComparison } from './compare.js';
export { drawSheet } from './sheet/draw-sheet.js';

const calls: BoundOverpaint = /* @__PURE__ */ bindOverpaint();

/**
 * Paints: a picture goes in, the same composition in a new look comes out. Without `model` it
 * paints with the embedded one.
 *
 * @returns a promise of the pictures that is also a stream of events, with `abort()` and `finishEarly()`.
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for options that are wrong, before anything is opened; every other
 * failure as an error of its own code, see {@link ErrorByCode}.
 * @example
 * ```ts
 * import { img2img } from 'overpaint';
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
 * import { plan } from 'overpaint';
 * const { timesteps, networkCalls, size } = await plan({ image: 'bird.jpg', prompt: 'ink drawing', steps: 20 });
 * ```
 */
export const plan: NodeOverpaint['plan'] = calls.plan;

/**
 * Paints a picture once for every combination of some options' values: an async iterable of the cells, and one labelled
 * sheet of them, whose file says what was compared. All cells have one seed; one that fails has an `error` and is drawn as
 * such. Cells with the same model, and of these those with the same LoRAs, are painted one after the other.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for what is no axis; what `img2img()` throws for a source that cannot be
 * read, and AbortedError `ABORTED`.
 * @example
 * ```ts
 * import { compare } from 'overpaint';
 * const axes = { scheduler: ['euler', 'dpmpp-2m'], strength: [0.4, 0.6, 0.8] };
 * const comparison = compare({ image: 'bird.jpg', prompt: 'ink drawing', size: 64, steps: 4, axes });
 * for await (const { labels, image, error } of comparison) console.log(labels, image?.seed ?? error?.message);
 * await (await comparison.sheet()).save('bird-compare.png');
 * ```
 */
export const compare: BoundOverpaint['compare'] = calls.compare;

/**
 * Opens what options name, once for any number of pictures: the model stays open until `dispose()`, whatever other calls
 * open meanwhile, and a mask is decoded once. Networks open with the first picture.
 *
 * @throws what `img2img()` throws for these options before it paints.
 * @example
 * ```ts
 * import { prepare } from 'overpaint';
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
 * import { paintFrames, saveFrames } from 'overpaint';
 * const frames = paintFrames({ frames: 'bird.jpg', length: 4, tween: { strength: [0.3, 0.9] }, prompt: 'ink drawing', size: 64 });
 * await saveFrames('bird-ink.webp', frames);
 * ```
 */
export const paintFrames: NodeOverpaint['paintFrames'] = calls.paintFrames;

/**
 * Opens a model for as long as you keep it; `img2img({ model })` takes it. Without `source`, the embedded one.
 *
 * @throws ModelNotFoundError `MODEL_NOT_FOUND`; ModelInvalidError `MODEL_INVALID`.
 * @example
 * ```ts
 * import { img2img, loadModel } from 'overpaint';
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
 * import { inspectModel } from 'overpaint';
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
 * import { inspectLora } from 'overpaint';
 * const { madeFor, ranks, triggerWords } = await inspectLora('loras/ink.safetensors');
 * ```
 */
export const inspectLora: NodeOverpaint['inspectLora'] = calls.inspectLora;

/**
 * Models in the cache of downloads, which Python's `huggingface_hub` shares.
 *
 * @example
 * ```ts
 * import { listModels } from 'overpaint';
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
 * import { pullModel } from 'overpaint';
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
 * import { removeModel } from 'overpaint';
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
 * import { pullModel, verifyModel } from 'overpaint';
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
 * import { controlNet, img2img, loadControlNet } from 'overpaint';
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
 * import { detect } from 'overpaint';
 * const { providers, threads } = await detect();
 * ```
 */
export const detect: NodeOverpaint['detect'] = calls.detect;

/**
 * Frees all models and ends the worker thread. A later call starts anew.
 *
 * @example
 * ```ts
 * import { dispose } from 'overpaint';
 * await dispose();
 * ```
 */
export const dispose: NodeOverpaint['dispose'] = calls.dispose;
