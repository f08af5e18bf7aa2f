import { type FramesTogether, type NodeFrames, throwIfAborted } from '../index.js';
import { duration } from './bar.js';
import type { FrameStore } from './frame-store.js';
import { milestones } from './milestones.js';
import type { PaintOptions } from './painting-flags.js';
import type { Session } from './session.js';

/** What the frames of an animation are painted from, and how. */
export interface FramesTask {
  /** How the person knows the animation. */
  readonly name: string;
  readonly frames: NodeFrames;
  readonly painting: Omit<PaintOptions, 'count'>;
  readonly together: FramesTogether;
}

/** Paints the frames that a store lacks into it, and says how far it is. */
export async function paintFramesInto(
  store: FrameStore,
  { name, frames, painting, together }: FramesTask,
  { terminal, overpaint, interruption: { signal } }: Session,
): Promise<void> {
  const begun = performance.now();
  const due = milestones();
  let painted = 0;
  const run = overpaint.paintFrames({
    ...{ ...painting, ...together, frames, seed: store.seed, signal, resume: await store.resume() },
  });
  for await (const { index, count, image, delay, loop, animation, warnings } of run) {
    await store.add(await image.encode('png'), { delay, loop, animation });
    painted++;
    if (painted === 1) for (const { message } of warnings) terminal.note(`${name}: warning: ${message}`);
    const each = (performance.now() - begun) / 1000 / painted;
    const left = count === undefined ? '' : ` of ${count}, ${duration(each * (count - index - 1))} left`;
    terminal.progress(`${name}  frame ${index + 1}${left}, ${each.toFixed(2)} s each`, { milestone: due() });
  }
}

/** The frames of a store, until somebody stops it. */
export async function* untilAborted(store: FrameStore, signal: AbortSignal) {
  for await (const frame of store.frames()) {
    throwIfAborted(signal);
    yield frame;
  }
}
