import { createOverpaint, type Overpaint, type Plan } from '@overpaint/core';
import { type StyleChoice, standardPresets } from '@overpaint/presets';
import { nodeBackend } from './backend.js';
import { checkOverpaintOptions } from './check-options.js';
import type { NodeImageInput } from './image-input.js';
import type { Img2ImgOptions, Img2ImgRun } from './img2img.js';
import { type NodeImage, withSave } from './node-image.js';
import { embeddedModel, openModelFiles } from './open-model.js';
import type { NodeOverpaintOptions } from './options.js';

/** The public calls in Node. */
export interface NodeOverpaint extends Overpaint<NodeImageInput, StyleChoice, NodeImage> {
  img2img(options: Img2ImgOptions): Img2ImgRun;
  plan(options: Img2ImgOptions): Promise<Plan>;
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
  const { defaultModel = embeddedModel, packages, presets = standardPresets, ...limits } = given;
  const { concurrency, maxModels, idleTimeout, ...options } = limits;
  const backend = nodeBackend(options);
  return createOverpaint(
    {
      backend,
      presets,
      openModel: (source) => openModelFiles(source, { defaultModel, packages, hash: backend.hash }),
      decorate: withSave,
    },
    { concurrency, maxModels, idleTimeout },
  );
}
