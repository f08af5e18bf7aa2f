import { modelFolder, modelId } from '@overpaint/model-mini';
import { createNodeOverpaint, type NodeOverpaint, type NodeOverpaintOptions } from '@overpaint/node';

/**
 * The public calls of this package with execution providers, threads or a default model of one's own. Each set has its
 * own worker thread and keeps its own models open.
 *
 * @example
 * ```ts
 * const { img2img, dispose } = bindOverpaint({ threads: 2 });
 * ```
 */
export function bindOverpaint(options: NodeOverpaintOptions = {}): NodeOverpaint {
  return createNodeOverpaint({
    defaultModel: modelId,
    ...options,
    packages: { [modelId]: modelFolder, ...options.packages },
  });
}
