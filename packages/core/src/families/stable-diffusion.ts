import { classifierFree } from '../guidance/classifier-free.js';
import type { Family } from './family.js';

/**
 * Stable Diffusion 1.x and 2.x (Rombach et al. 2021, arXiv:2112.10752) and every model in their layout: one CLIP text
 * encoder, a UNet that sees the noisy latents alone. Whether it predicts noise or velocity, only scheduler_config.json
 * says.
 */
export const stableDiffusion: Family = {
  name: 'stable-diffusion',
  components: ['text_encoder', 'unet', 'vae_encoder', 'vae_decoder'],
  denoiser: 'unet',
  textEncoder: 'text_encoder',
  tokenizer: 'tokenizer',
  posterior: 'sample',
  sourceBesideNoise: false,
  fullStrengthIsNoise: false,
  strengthRule: 'stable-diffusion',
  defaults: { strength: 0.4 / 0.65, steps: 30, guidanceScale: 7, imageGuidanceScale: 1, nativeSize: 512 },
  // diffusers' pipelines of this family set both, whatever the file says.
  adaptScheduler: (config) => ({ ...config, steps_offset: 1, clip_sample: false }),
  branches: classifierFree,
  feeds: ({ sample, timestep, embedding }) => ({
    sample,
    timestep: { data: Float32Array.of(timestep), dims: [] },
    encoder_hidden_states: embedding,
  }),
};
