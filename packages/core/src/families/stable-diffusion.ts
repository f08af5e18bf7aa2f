import { classifierFree } from '../guidance/classifier-free.js';
import { inputDim } from '../model/inspect.js';
import { encodeClipPrompts } from './clip-prompts.js';
import type { Family, TokenizerUse } from './family.js';
import { latentChannels, unetChannels, unetFeeds, unetShape } from './unet.js';

const clip: TokenizerUse = {
  folder: 'tokenizer',
  textEncoder: 'text_encoder',
  // Stable Diffusion 2's OpenCLIP, 1024 wide, was trained with "!" behind the text.
  padFallback: ({ components: { unet } }) => (inputDim(unet, 'encoder_hidden_states', 2) === 1024 ? '!' : undefined),
};

/**
 * Stable Diffusion 1.x and 2.x (Rombach et al. 2021, arXiv:2112.10752) and every model in their layout: one CLIP text
 * encoder, a UNet that sees the noisy latents alone. Whether it predicts noise or velocity, only scheduler_config.json
 * says.
 */
export const stableDiffusion = {
  name: 'stable-diffusion',
  matches: (folder) => unetChannels(folder) === latentChannels(folder),
  components: ['text_encoder', 'unet', 'vae_encoder', 'vae_decoder'],
  denoiser: 'unet',
  tokenizers: [clip],
  describe: (folder) => unetShape(folder, 512),
  defaults: { strength: 0.4 / 0.65, steps: 30, guidanceScale: 7, imageGuidanceScale: 1, nativeSize: 512 },
  options: [],
  strengthRule: 'stable-diffusion',
  // diffusers' pipelines of this family set both, whatever the file says.
  adaptScheduler: (config) => ({ ...config, steps_offset: 1, clip_sample: false }),
  posterior: 'sample',
  takesMask: false,
  fullStrengthIsNoise: false,
  posteriorAtFullStrength: true,
  encodePrompts: (texts, context) => encodeClipPrompts(texts, context, clip),
  branches: classifierFree,
  feeds: unetFeeds,
} as const satisfies Family;
