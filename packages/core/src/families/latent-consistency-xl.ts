import { unguided } from '../guidance/classifier-free.js';
import type { Family } from './family.js';
import { guidanceTold, latentConsistency } from './latent-consistency.js';
import { latentChannels } from './latent-space.js';
import { stableDiffusionXl } from './stable-diffusion-xl.js';
import { takes, unetChannels } from './unet.js';

/** SDXL made a consistency model: told as SDXL is, and the guidance scale. diffusers runs it in SDXL's pipeline, whose rule cuts. */
export const latentConsistencyXl: Family<'latent-consistency-xl'> = {
  ...stableDiffusionXl,
  name: 'latent-consistency-xl',
  matches: (folder) =>
    takes(folder, 'sample', 'timestep', 'hidden', 'guidance', 'pooled', 'timeIds') &&
    unetChannels(folder) === latentChannels(folder),
  defaults: { ...stableDiffusionXl.defaults, steps: 4, guidanceScale: 8 },
  speed: 'unet-xl-few-steps',
  guidance: 'embedded',
  scheduler: latentConsistency.scheduler,
  async encodePrompts(texts, context) {
    const told = guidanceTold(context.folder, context.settings.guidanceScale);
    return (await stableDiffusionXl.encodePrompts(texts, context)).map((one) => ({ ...one, ...told }));
  },
  branches: unguided,
};
