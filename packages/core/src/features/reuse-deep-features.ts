import { deepFeatures } from '../model/graph-edit.js';
import { fullCalls } from '../speed/full-calls.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Feature } from './feature.js';

/**
 * Takes the deep features of a UNet from an earlier step (DeepCache: Ma et al. 2023, arXiv:2312.00858): where a call is not
 * worked out in full, only what lies above one skip connection is, with the new latents and timestep. Each group of guidance's
 * branches has its own; one that was not asked at the last full call is worked out in full.
 */
export const reuseDeepFeatures: Feature = {
  name: 'reuse-deep-features',
  wrapNetwork(next, { speed: { reuse }, networkCalls }) {
    if (reuse === undefined || 'threshold' in reuse) return next;
    const { depth } = reuse;
    const full = fullCalls(networkCalls, reuse);
    const kept = new Map<object, Tensor>();
    let last = -1;
    return async (values, input) => {
      const { edits = [], asked, call } = input;
      if (call !== last && full.has(call)) kept.clear(); // the first group of this call
      last = call;
      const features = kept.get(asked);
      if (features !== undefined) {
        const reused = [...edits, { kind: 'reuse-deep-features', depth } as const];
        return next({ ...values, [deepFeatures]: features }, { ...input, edits: reused });
      }
      return next(values, {
        ...input,
        edits: [...edits, { kind: 'keep-deep-features', depth }],
        beside: {
          outputs: [...(input.beside?.outputs ?? []), deepFeatures],
          take(outputs) {
            kept.set(asked, outputs[deepFeatures]!);
            input.beside?.take(outputs);
          },
        },
      });
    };
  },
};
