import type { PaintOptions } from './painting-flags.js';
import type { RuntimeFlags, Session } from './session.js';

/** Options with a model that frees each of its networks before it opens the next, where `--memory staged` asks for it. */
export async function stagedModel(
  options: PaintOptions,
  { memory }: RuntimeFlags,
  { overpaint, interruption: { signal } }: Pick<Session, 'overpaint' | 'interruption'>,
): Promise<PaintOptions> {
  const { model } = options;
  if (memory !== 'staged' || (model !== undefined && typeof model !== 'string')) return options;
  return { ...options, model: await overpaint.loadModel(model, { memory, signal }) };
}
