import type { PaintOptions } from './painting-flags.js';
import type { RuntimeFlags, Session } from './session.js';

/** Options with a model that is opened as flags ask for it: in stages, with another autoencoder, in another precision. */
export async function openedModel(
  options: PaintOptions,
  { memory, vae, tinyVae, dtype }: RuntimeFlags,
  { overpaint, interruption: { signal } }: Pick<Session, 'overpaint' | 'interruption'>,
): Promise<PaintOptions> {
  const { model } = options;
  const usual = (memory ?? 'resident') === 'resident' && (vae ?? tinyVae ?? dtype) === undefined;
  if (usual || (model !== undefined && typeof model !== 'string')) return options;
  return { ...options, model: await overpaint.loadModel(model, { memory, vae, tinyVae, dtype, signal }) };
}
