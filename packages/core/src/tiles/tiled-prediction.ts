import type { GuidanceStage, MakePredict } from '../denoiser.js';
import type { Rectangle } from '../image/index.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Predict } from '../walk-schedule.js';
import { cropTensor, joinWindows } from './windowed.js';
import { eachWindow, type Windows } from './windows.js';

/**
 * Asks the network about windows of a large picture, each guided by itself, and takes the mean where they overlap: fused
 * diffusion paths (Bar-Tal et al. 2023, MultiDiffusion, arXiv:2302.08113, eq. 5, with weights that fall towards the edges). Every
 * window has the size that the network was trained on, and all have the call's prompts.
 *
 * @param windows in cells of the latents. @param onWindow told of each that is done, how many that makes, and which step asked.
 */
export function tiledPrediction(
  make: MakePredict,
  stages: readonly GuidanceStage[],
  windows: Windows,
  onWindow: (done: number, step: number) => void = () => {},
): Predict {
  const places = eachWindow(windows).map((window) => ({ window, predict: make(cropStages(stages, window)) }));
  return async (input) => {
    const joined = joinWindows(windows, input.latents.dims as [number, number, number, number]);
    for (const [index, { window, predict }] of places.entries()) {
      joined.add(index, await predict({ ...input, latents: cropTensor(input.latents, window), window }));
      onWindow(index + 1, input.index);
    }
    return joined.result();
  };
}

/** A window of a tensor, cut out each time that it is looked at: all windows at once would take more than the whole does. */
function croppedWhenRead(tensor: Tensor, { x, y, width, height }: Rectangle): Tensor {
  return {
    dims: [...tensor.dims.slice(0, 2), height, width],
    get data() {
      return cropTensor(tensor, { x, y, width, height }).data;
    },
  };
}

/** What lies beside the latents, in a window. What is told of texts is the same everywhere. */
function cropStages(stages: readonly GuidanceStage[], window: Rectangle): readonly GuidanceStage[] {
  const cropped = new Map<readonly Tensor[], readonly Tensor[]>(); // what was one list stays one
  const crop = (beside: readonly Tensor[]) => {
    const known = cropped.get(beside) ?? beside.map((tensor) => croppedWhenRead(tensor, window));
    cropped.set(beside, known);
    return known;
  };
  return stages.map(({ until, branches }) => ({
    until,
    branches: branches.map((branch) => (branch.beside ? { ...branch, beside: crop(branch.beside) } : branch)),
  }));
}
