import type { FeatureHooks } from '../features/feature.js';
import type { ModelDescription } from '../model/describe.js';
import type { Plan } from '../paint-settings.js';
import { windowsOf } from './plan-tiles.js';
import { tiledCodec } from './tiled-codec.js';
import { tiledPrediction } from './tiled-prediction.js';
import { scaleWindows } from './windows.js';

/** What paints a large picture part by part, as its plan says. It stands next to the networks: last of all hooks. */
export type TileHooks = (plan: Plan, model: Pick<ModelDescription, 'latent' | 'multiple'>) => FeatureHooks;

export const tileHooks: TileHooks = ({ tiles, network }, { latent, multiple }) => {
  if (tiles === undefined) return {};
  const windows = windowsOf(tiles, network, multiple);
  return {
    wrapCodec: (next) => tiledCodec(next, windows, latent),
    ...(tiles.prediction && {
      wrapGuided: (next) => (stages) => tiledPrediction(next, stages, scaleWindows(windows, 1 / latent.downscale)),
    }),
  };
};
