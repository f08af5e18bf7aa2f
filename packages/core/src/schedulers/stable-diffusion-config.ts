import type { SchedulerConfig } from './config.js';

/** Stable Diffusion 1.5's scheduler_config.json, less what is every class's default. */
export const stableDiffusionConfig: SchedulerConfig & { readonly _class_name: string } = {
  _class_name: 'PNDMScheduler',
  beta_end: 0.012,
  beta_schedule: 'scaled_linear',
  beta_start: 0.00085,
  clip_sample: false,
  set_alpha_to_one: false,
  skip_prk_steps: true,
  steps_offset: 1,
};
