import { type ImageModelV3, NoSuchModelError, type ProviderV3 } from '@ai-sdk/provider';
import { checkNames } from '@overpaint/core/platform';
import { img2img, inspectModel } from 'overpaint';
import { imageModel, type Painting } from './image-model.js';
import { modelSource } from './model-source.js';
import type { OverpaintSettings } from './settings.js';

export interface OverpaintProviderOptions {
  /**
   * Names of one's own for models, and where each lies: a folder, an installed package, a repository. Names that are not among
   * them are such places themselves; `mini` is the embedded model.
   */
  readonly models?: Readonly<Record<string, string>> | undefined;
  /** The calls that paint, with threads or providers of their own. @defaultValue those of `overpaint` */
  readonly overpaint?: Painting | undefined;
}

/** Overpaint as a provider of the AI SDK: image models only. */
export interface OverpaintProvider extends ProviderV3 {
  /** A model by name, with settings for all its calls; a call's own win over them. */
  (name: string, settings?: OverpaintSettings): ImageModelV3;
  imageModel(name: string, settings?: OverpaintSettings): ImageModelV3;
}

/**
 * A provider with names of one's own for models, or calls of one's own to paint with.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for an option that does not exist.
 * @example
 * ```ts
 * import { createOverpaint } from '@overpaint/ai-sdk';
 * import { bindOverpaint } from 'overpaint';
 * const overpaint = createOverpaint({ models: { house: 'models/dreamy' }, overpaint: bindOverpaint({ threads: 2 }) });
 * overpaint('house', { strength: 0.5 }).modelId; // 'house'
 * ```
 */
export function createOverpaint(options: OverpaintProviderOptions = {}): OverpaintProvider {
  checkNames('options', options, { models: true, overpaint: true });
  const { models = {}, overpaint: calls = { img2img, inspectModel } } = options;
  const model = (name: string, settings: OverpaintSettings = {}) =>
    imageModel(name, Object.hasOwn(models, name) ? models[name]! : modelSource(name), calls, settings);
  const none = (modelType: 'languageModel' | 'embeddingModel') => (name: string) => {
    throw new NoSuchModelError({ modelId: name, modelType });
  };
  return Object.assign((name: string, settings?: OverpaintSettings) => model(name, settings), {
    specificationVersion: 'v3' as const,
    imageModel: model,
    languageModel: none('languageModel'),
    embeddingModel: none('embeddingModel'),
  });
}

/**
 * Image models for the AI SDK's `generateImage()`, which paint on this machine: `overpaint('mini')` is the embedded one, any other
 * name a folder, an installed package or a repository, as in `img2img({ model })`. The prompt's first picture is painted over;
 * its mask repaints what is white.
 *
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { overpaint } from '@overpaint/ai-sdk';
 * import { generateImage } from 'ai';
 * const { image, warnings } = await generateImage({
 *   model: overpaint('mini'),
 *   prompt: { images: [await readFile('bird.jpg')], text: 'watercolor painting' },
 *   providerOptions: { overpaint: { strength: 0.6 } },
 * });
 * ```
 */
export const overpaint: OverpaintProvider = /* @__PURE__ */ createOverpaint();
