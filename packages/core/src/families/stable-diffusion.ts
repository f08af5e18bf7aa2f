import { classifierFree } from '../guidance/classifier-free.js';
import type { ModelFolder } from '../model/inspect.js';
import { numberOf } from '../model/json.js';
import { stableDiffusionConfig } from '../schedulers/stable-diffusion-config.js';
import type { Family, TokenizerUse } from './family.js';
import { latentChannels } from './latent-space.js';
import { encodeClipPrompts, layersOf } from './text-encoders.js';
import { clipChunks, takes, unetChannels, unetFeeds, unetInputs, unetShape } from './unet.js';

export const clip: TokenizerUse = {
  folder: 'tokenizer',
  textEncoder: 'text_encoder',
  chunks: clipChunks,
  // Stable Diffusion 2's OpenCLIP, 1024 wide, was trained with "!" behind the text.
  padFallback: (folder) => (textWidth(folder) === 1024 ? '!' : undefined),
};

/** Width of the vectors that the UNet is told. */
function textWidth({ components: { unet } }: ModelFolder): number | undefined {
  const width = unet && unetInputs(unet.inputs).get('hidden')?.dims[2];
  return typeof width === 'number' ? width : numberOf(unet?.config, 'cross_attention_dim');
}

/**
 * Stable Diffusion 1.x and 2.x (Rombach et al. 2021, arXiv:2112.10752) and every model in their layout: one CLIP text
 * encoder, a UNet that sees the noisy latents alone. Whether it predicts noise or velocity, only scheduler_config.json
 * says.
 */
export const stableDiffusion: Family<'stable-diffusion'> = {
  name: 'stable-diffusion',
  matches: (folder) => takes(folder, 'sample', 'timestep', 'hidden') && unetChannels(folder) === latentChannels(folder),
  components: ['text_encoder', 'unet', 'vae_encoder', 'vae_decoder'],
  denoiser: 'unet',
  tokenizers: [clip],
  describe: (folder) => unetShape(folder, { nativeSize: 512, scale: 0.18215 }),
  defaults: { strength: 0.4 / 0.65, steps: 30, guidanceScale: 7, imageGuidanceScale: 1, nativeSize: 512 },
  speed: 'unet',
  options: ['clipSkip'],
  limits({ components }) {
    const encoder = components['text_encoder']; // it may be missing where a folder is only described
    const layers = encoder && layersOf(encoder);
    return layers === undefined ? {} : { clipSkip: layers };
  },
  guidance: 'branches',
  strengthRule: 'stable-diffusion',
  scheduler: stableDiffusionConfig,
  // diffusers' pipelines of this family set both, whatever the file says.
  adaptScheduler: (config) => ({ ...config, steps_offset: 1, clip_sample: false }),
  posterior: 'sample',
  takesMask: false,
  fullStrengthIsNoise: false,
  posteriorAtFullStrength: true,
  encodePrompts: (texts, context) => encodeClipPrompts(texts, context, clip),
  branches: classifierFree,
  feeds: unetFeeds,
};
