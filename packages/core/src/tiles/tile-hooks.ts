import type { Img2ImgEvent } from '../events.js';
import type { FeatureHooks } from '../features/feature.js';
import type { ModelDescription } from '../model/describe.js';
import type { Plan } from '../paint-settings.js';
import { windowsOf } from './plan-tiles.js';
import { tiledCodec } from './tiled-codec.js';
import { tiledPrediction } from './tiled-prediction.js';
import { scaleWindows } from './windows.js';

type WindowEvent = Extract<Img2ImgEvent, { type: 'window' }>;

/** What paints a large picture part by part, as its plan says. It stands next to the networks: last of all hooks. */
export type TileHooks = (
  plan: Plan,
  model: Pick<ModelDescription, 'latent' | 'multiple'>,
  emit: (event: WindowEvent) => void,
) => FeatureHooks;

export const tileHooks: TileHooks = (plan, { latent, multiple }, emit) => {
  const { tiles, network } = plan;
  if (tiles === undefined) return {};
  const windows = windowsOf(tiles, network, multiple);
  const cells = scaleWindows(windows, 1 / latent.downscale);
  const report = reportWindows(plan, tiles.count, emit);
  return {
    wrapCodec: (next) => tiledCodec(next, windows, latent),
    ...(tiles.prediction && { wrapGuided: (next) => (stages) => tiledPrediction(next, stages, cells, report) }),
  };
};

/** Tells of each window, with the time that is left over all pictures of the call. */
function reportWindows({ networkCalls, stepsRun, pictures }: Plan, total: number, emit: (event: WindowEvent) => void) {
  const began = performance.now();
  const each = networkCalls * total;
  let done = 0;
  return (index: number, step: number): void => {
    const picture = Math.floor(done++ / each);
    const remainingSeconds = ((performance.now() - began) / 1000 / done) * (each * pictures - done);
    emit({ type: 'window', picture, step: step + 1, steps: stepsRun, index, total, remainingSeconds });
  };
}
