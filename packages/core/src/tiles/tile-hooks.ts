import type { Img2ImgEvent } from '../events.js';
import type { FeatureHooks } from '../features/feature.js';
import { readPosterior } from '../latents/codec.js';
import type { Model } from '../model/model.js';
import type { SessionScope } from '../model/sessions.js';
import type { Plan } from '../paint-settings.js';
import type { Tensor } from '../tensor/tensor.js';
import type { EditedHalf } from './edited-half.js';
import { windowsOf } from './plan-tiles.js';
import { tiledCodec } from './tiled-codec.js';
import { tiledPrediction } from './tiled-prediction.js';
import { scaleWindows } from './windows.js';

type WindowEvent = Extract<Img2ImgEvent, { type: 'window' }>;

/** What paints a large picture part by part, as its plan says. It stands next to the networks: last of all hooks. */
export type TileHooks = (
  plan: Plan,
  model: Model,
  scope: SessionScope,
  emit: (event: WindowEvent) => void,
) => FeatureHooks;

export const tileHooks: TileHooks = (plan, model, scope, emit) => {
  const { tiles, network } = plan;
  const { latent, multiple, folder, family } = model.description;
  if (tiles === undefined) return {};
  const windows = windowsOf(tiles, network, multiple);
  const cells = scaleWindows(windows, 1 / latent.downscale);
  const report = reportWindows(plan, tiles.count, emit);
  const half = (component: string): EditedHalf => {
    const { inputs, outputs } = folder.components[component]!;
    return {
      input: inputs[0]!.name,
      output: outputs[0]!.name,
      run: (values, edits, outputs) => model.run(component, values, scope, { outputs, edits }),
      release: () => model.releaseOnly(new Set([component])),
    };
  };
  const read = (output: Tensor) => readPosterior(output, latent.channels, family.posterior);
  return {
    // The small autoencoder normalises nothing.
    wrapCodec: (next, { speed: { encoder, decoder } }) =>
      tiledCodec(next, windows, latent, {
        pieces: tiles.pieces,
        encoder: encoder === 'tiny' ? undefined : { ...half('vae_encoder'), read },
        decoder: decoder === 'tiny' ? undefined : half('vae_decoder'),
      }),
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
