import { unguided } from '../guidance/classifier-free.js';
import type { ModelFolder } from '../model/inspect.js';
import { numberOf } from '../model/json.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import type { Family } from './family.js';
import { latentChannels } from './latent-space.js';
import { clip, stableDiffusion } from './stable-diffusion.js';
import { encodeClipPrompts } from './text-encoders.js';
import { takes, unetChannels, unetInputs } from './unet.js';

/**
 * Latent consistency models (Luo et al. 2023, arXiv:2310.04378): a few steps, each of which aims at the clean picture. The
 * network is told the guidance scale and asked once; nothing can be avoided. Strength chooses among the timesteps that it was
 * distilled on. (A LoRA that makes a consistency model of another one leaves that one's family as it is.)
 */
export const latentConsistency: Family<'latent-consistency'> = {
  ...stableDiffusion,
  name: 'latent-consistency',
  matches: (folder) =>
    unetChannels(folder) === latentChannels(folder) &&
    (takes(folder, 'sample', 'timestep', 'hidden', 'guidance') ||
      (stableDiffusion.matches(folder) && folder.pipeline?.startsWith('LatentConsistencyModel') === true)),
  defaults: { ...stableDiffusion.defaults, steps: 4, guidanceScale: 8.5 },
  speed: 'unet-few-steps',
  options: [...stableDiffusion.options, 'originalSteps'],
  guidance: 'embedded',
  strengthRule: 'lcm',
  scheduler: { _class_name: 'LCMScheduler', beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear' },
  adaptScheduler: (config) => config,
  schedule: (asked, { settings: { originalSteps } }) =>
    originalSteps === undefined ? asked : { ...asked, originalSteps },
  async encodePrompts(texts, context) {
    const told = guidanceTold(context.folder, context.settings.guidanceScale);
    return (await encodeClipPrompts(texts, context, clip)).map((conditioning) => ({ ...conditioning, ...told }));
  },
  branches: unguided,
};

/** What a UNet with an input for it is told of the guidance scale. */
export function guidanceTold({ components: { unet } }: ModelFolder, scale: number): { readonly guidance?: Tensor } {
  const input = unetInputs(unet!.inputs).get('guidance');
  if (input === undefined) return {};
  const [, width] = input.dims;
  const size = typeof width === 'number' ? width : (numberOf(unet!.config, 'time_cond_proj_dim') ?? 256);
  return { guidance: guidanceEmbedding(scale, size) };
}

/** ω = scale − 1, the weight of the paper's eq. 8, as the sines and cosines of 1000·ω at falling frequencies: [1, size]. */
export function guidanceEmbedding(scale: number, size: number): Tensor {
  const half = Math.floor(size / 2);
  const data = new Float32Array(size); // an odd last place stays 0
  for (let i = 0; i < half; i++) {
    const angle = 1000 * (scale - 1) * Math.exp((-Math.log(10000) * i) / (half - 1));
    data[i] = Math.sin(angle);
    data[half + i] = Math.cos(angle);
  }
  return tensor([1, size], data);
}
