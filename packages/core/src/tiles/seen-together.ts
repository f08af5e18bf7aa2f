import type { Rectangle } from '../image/index.js';
import type { Tensor } from '../tensor/tensor.js';
import { type EditedHalf, measured, sharing, statisticsFor } from './edited-half.js';
import { farthest, Measured } from './measured.js';
import { cropTensor } from './windowed.js';
import { eachWindow, type Windows } from './windows.js';

/** So many windows, spread over a picture, tell what groups of channels are like all over it. */
const sampled = 9;

/**
 * How often they are asked, at most as much as all windows are once, and how far the statistics of two times may lie apart where
 * another would change little.
 */
const [fewest, most, settled] = [2, 8, 0.01];

/**
 * Sees a picture window by window, each normalised by what several of them have measured, so that neighbours agree: normalised
 * by itself every window has a contrast and a colour of its own.
 *
 * @param windows of `value`. @param take is given the output of every window, by its place.
 * @throws UnsupportedError `UNSUPPORTED` for a graph that shows no group normalisation.
 */
export async function seeTogether(
  half: EditedHalf,
  value: Tensor,
  windows: Windows,
  take: (index: number, output: Tensor) => void,
): Promise<void> {
  const all = eachWindow(windows);
  const some = Math.min(sampled, all.length);
  const spread = Array.from({ length: some }, (_, i) => all[Math.floor(((i + 0.5) * all.length) / some)]!);
  const look = async (window: Rectangle, given: Tensor | undefined) => {
    const part = Float32Array.of(0, 0, window.height, window.width);
    const values = { [half.input]: cropTensor(value, window), ...statisticsFor(given, part) };
    return half.run(values, [sharing], [half.output, measured]);
  };
  let given: Tensor | undefined;
  const passes = Math.min(most, Math.max(fewest, Math.floor(all.length / some)));
  for (let pass = 0; pass < passes; pass++) {
    const whole = new Measured();
    for (const window of spread) whole.add((await look(window, given))[measured]!, 1);
    const before = given;
    given = whole.result();
    if (before && farthest(before, given) < settled) break;
  }
  for (const [index, window] of all.entries()) take(index, (await look(window, given))[half.output]!);
}
