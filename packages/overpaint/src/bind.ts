import { modelFolder, modelId } from '@overpaint/model-mini';
import { createNodeOverpaint, type NodeOverpaint, type NodeOverpaintOptions } from '@overpaint/node';
import { type CompareOptions, compareWith, type NodeComparison } from './compare.js';

/** The public calls of this package. */
export interface BoundOverpaint extends NodeOverpaint {
  /** Paints a picture once for every combination of some options' values. */
  compare(options: CompareOptions): NodeComparison;
}

/**
 * The public calls of this package with execution providers, threads or a default model of one's own. Each set has its
 * own worker thread and keeps its own models open.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for an option that is of the wrong kind or out of range.
 * @example
 * ```ts
 * import { bindOverpaint } from 'overpaint';
 * const { img2img, dispose } = bindOverpaint({ threads: 2 });
 * ```
 */
export function bindOverpaint(options: NodeOverpaintOptions = {}): BoundOverpaint {
  const calls = createCalls(options);
  return { ...calls, compare: (options) => compareWith(calls, options) };
}

function createCalls(options: NodeOverpaintOptions): NodeOverpaint {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) return createNodeOverpaint(options); // refuses it
  const { packages = {} } = options;
  if (typeof packages !== 'object') return createNodeOverpaint({ packages });
  return createNodeOverpaint({
    defaultModel: modelId,
    ...options,
    packages: { [modelId]: modelFolder, ...packages },
  });
}
