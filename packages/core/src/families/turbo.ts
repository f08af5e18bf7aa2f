import type { ModelFolder } from '../model/inspect.js';
import type { Family } from './family.js';
import { stableDiffusion } from './stable-diffusion.js';
import { stableDiffusionXl } from './stable-diffusion-xl.js';

/**
 * Whether a folder's scheduler is one that only models of a few steps come with: a consistency model's, or Euler's from the
 * noisiest level (`trailing`) for a network that predicts noise, as SD-Turbo, SDXL-Turbo and SDXL-Lightning have it. The
 * graphs are those of the model that was distilled.
 */
function takesFewSteps({ index, schedulerConfig = {} }: ModelFolder): boolean {
  const { timestep_spacing, prediction_type = 'epsilon', rescale_betas_zero_snr } = schedulerConfig;
  const entry = index['scheduler']; // [library, class]: it counts where the file was written by another
  const name = `${(Array.isArray(entry) && entry[1]) || schedulerConfig['_class_name']}`;
  if (/(LCM|TCD)Scheduler$/.test(name)) return true;
  const trailing = /Euler(Ancestral)?DiscreteScheduler$/.test(name) && timestep_spacing === 'trailing';
  return trailing && prediction_type === 'epsilon' && rescale_betas_zero_snr !== true;
}

/** Guidance is in what they were taught: 1 is off. */
const fewSteps = { steps: 4, guidanceScale: 1 };

/** SD-Turbo (Sauer et al. 2023, arXiv:2311.17042) and others distilled from Stable Diffusion 1.x and 2.x. */
export const stableDiffusionTurbo: Family<'stable-diffusion-turbo'> = {
  ...stableDiffusion,
  name: 'stable-diffusion-turbo',
  matches: (folder) => stableDiffusion.matches(folder) && takesFewSteps(folder),
  defaults: { ...stableDiffusion.defaults, ...fewSteps },
  speed: 'unet-few-steps',
};

/** SDXL-Turbo (the same), SDXL-Lightning (Lin et al. 2024, arXiv:2402.13929) and others distilled from SDXL. */
export const stableDiffusionXlTurbo: Family<'stable-diffusion-xl-turbo'> = {
  ...stableDiffusionXl,
  name: 'stable-diffusion-xl-turbo',
  matches: (folder) => stableDiffusionXl.matches(folder) && takesFewSteps(folder),
  defaults: { ...stableDiffusionXl.defaults, ...fewSteps },
  speed: 'unet-xl-few-steps',
};
