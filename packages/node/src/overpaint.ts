import { createOverpaint, type Overpaint, type OverpaintLimits, type Plan, type Presets } from '@overpaint/core';
import { type StyleChoice, standardPresets } from '@overpaint/presets';
import { type NodeBackendOptions, nodeBackend } from './backend.js';
import { checkOverpaintOptions } from './check-options.js';
import type { NodeImageInput } from './image-input.js';
import type { Img2ImgOptions, Img2ImgRun } from './img2img.js';
import { type NodeImage, withSave } from './node-image.js';
import { embeddedModel, openModelFiles } from './open-model.js';

export interface NodeOverpaintOptions extends NodeBackendOptions, OverpaintLimits {
  /** What calls without `model` paint with: a folder, or an installed model package. @defaultValue `'@overpaint/model-mini'` */
  readonly defaultModel?: string;
  /**
   * Folders of model packages by name, for a package that brings its own model: `{ [modelId]: modelFolder }`. They are
   * found also where a package manager keeps them out of this package's sight.
   */
  readonly packages?: Readonly<Record<string, URL>>;
  /** Styles, prompt magic and prompt grammar. @defaultValue those of `@overpaint/presets` */
  readonly presets?: Presets;
}

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
