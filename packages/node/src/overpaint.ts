import { createOverpaint, type Overpaint, type Plan, recommendedModels } from '@overpaint/core';
import { type StyleChoice, standardPresets } from '@overpaint/presets';
import { nodeBackend } from './backend.js';
import { checkOverpaintOptions } from './check-options.js';
import {
  type FramesOptions,
  type PaintedFrame,
  type Painter,
  type PrepareOptions,
  paintNodeFrames,
  prepareWith,
} from './frames/node-frames.js';
import { hubSettings } from './hub/hub-settings.js';
import {
  type ModelVerification,
  type PullModelOptions,
  type StoredModel,
  storedModels,
  type VerifyModelOptions,
} from './hub/stored-models.js';
import type { NodeImageInput } from './image-input.js';
import type { Img2ImgOptions, Img2ImgRun } from './img2img.js';
import { type NodeImage, withSave } from './node-image.js';
import { embeddedModel, openModelFiles } from './open-model.js';
import type { NodeOverpaintOptions } from './options.js';

/** The public calls in Node. */
export interface NodeOverpaint extends Overpaint<NodeImageInput, StyleChoice, NodeImage> {
  img2img(options: Img2ImgOptions): Img2ImgRun;
  plan(options: Img2ImgOptions): Promise<Plan>;
  /** Opens what options name, once for any number of pictures. */
  prepare(options?: PrepareOptions): Promise<Painter>;
  /** Paints the frames of an animation, with one seed and in one size. */
  paintFrames(options: FramesOptions): AsyncGenerator<PaintedFrame, void, undefined>;
  /** Models in the cache of downloads. */
  listModels(): Promise<StoredModel[]>;
  /** Fetches a repository's model, or what is new of it, before it is needed. */
  pullModel(source: string, options?: PullModelOptions): Promise<StoredModel>;
  /** Removes a model from the cache of downloads. @returns whether it was there. */
  removeModel(id: string): Promise<boolean>;
  /** Reads every byte of a model in the cache, and removes what is damaged. */
  verifyModel(id: string, options?: VerifyModelOptions): Promise<ModelVerification>;
}

/**
 * The public calls with a backend, a default model and presets of one's own. The ones that this package exports are
 * `createNodeOverpaint()`; each set has its own worker thread and keeps its own models open.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for an option that is of the wrong kind or out of range.
 * @example
 * ```ts
 * import { createNodeOverpaint } from '@overpaint/node';
 * const { img2img, dispose } = createNodeOverpaint({ defaultModel: 'models/dreamy', providers: ['cuda', 'cpu'] });
 * const { images } = await img2img({ image: 'photo.jpg', prompt: 'oil painting' });
 * await images[0].save('photo-oil.png');
 * await dispose();
 * ```
 */
export function createNodeOverpaint(given: NodeOverpaintOptions = {}): NodeOverpaint {
  checkOverpaintOptions(given);
  const { defaultModel = embeddedModel, packages, presets = standardPresets, hub: hubOptions, ...limits } = given;
  const { concurrency, maxModels, idleTimeout, ...options } = limits;
  const backend = nodeBackend(options);
  const settings = () => hubSettings(hubOptions); // variables may be set after the import
  const models = storedModels(settings, { hash: backend.hash, known: recommendedModels.map(({ id }) => id) });
  const opening = { defaultModel, packages, hash: backend.hash, names: models.known };
  const calls = createOverpaint<NodeImageInput, StyleChoice, NodeImage>(
    {
      backend,
      presets,
      openModel: (source, { signal }) => openModelFiles(source, { ...opening, hub: settings(), signal }),
      decorate: withSave,
    },
    { concurrency, maxModels, idleTimeout },
  );
  return {
    ...calls,
    prepare: async (options = {}) => prepareWith(calls, options),
    paintFrames: (options) => paintNodeFrames(calls, options),
    listModels: models.list,
    pullModel: models.pull,
    removeModel: models.remove,
    verifyModel: models.verify,
  };
}
