import { classifierFree } from '../guidance/classifier-free.js';
import type { ModelFolder } from '../model/inspect.js';
import { tensor } from '../tensor/tensor.js';
import { bigClip, encodeSideBySide, mostSkipped, type SideBySide } from './encode-side-by-side.js';
import type { Conditioning, Family, PromptSettings } from './family.js';
import { latentChannels } from './latent-space.js';
import { clip } from './stable-diffusion.js';
import { takes, unetChannels, unetFeeds, unetInputs, unetShape } from './unet.js';

/**
 * SDXL (Podell et al. 2023, arXiv:2307.01952): two text encoders side by side, of each the last layer but one; the second
 * one's vector for the whole text; and the sizes that the picture had, of which a picture is told its own. A negative prompt
 * that nobody gave is zeros, which is what it was taught, and not the encoding of an empty text.
 */
export const stableDiffusionXl: Family<'stable-diffusion-xl'> = {
  name: 'stable-diffusion-xl',
  matches: (folder) =>
    takes(folder, 'sample', 'timestep', 'hidden', 'pooled', 'timeIds') &&
    timeIdCount(folder) === 6 &&
    unetChannels(folder) === latentChannels(folder),
  components: ['text_encoder', 'text_encoder_2', 'unet', 'vae_encoder', 'vae_decoder'],
  denoiser: 'unet',
  tokenizers: [clip, bigClip],
  describe: (folder) => unetShape(folder, { nativeSize: 1024, scale: 0.13025 }),
  defaults: { strength: 0.4 / 0.65, steps: 30, guidanceScale: 5, imageGuidanceScale: 1, nativeSize: 1024 },
  speed: 'unet-xl',
  options: ['clipSkip', 'prompt2'],
  limits: ({ components }) => mostSkipped(components, [clip, bigClip]),
  guidance: 'branches',
  strengthRule: 'stable-diffusion',
  scheduler: {
    _class_name: 'EulerDiscreteScheduler',
    beta_start: 0.00085,
    beta_end: 0.012,
    beta_schedule: 'scaled_linear',
    steps_offset: 1,
    timestep_spacing: 'leading',
  },
  adaptScheduler: (config) => config,
  posterior: 'sample',
  takesMask: false,
  fullStrengthIsNoise: false,
  posteriorAtFullStrength: true,
  async encodePrompts(texts, context) {
    const encoded = await encodeSideBySide(texts, context, [clip, bigClip], [bigClip]);
    const timeIds = sizeIds(context.settings);
    return encoded.map((one, index) => ({
      ...(texts[index]!.missing && forcesZeros(context.folder) ? zerosLike(one) : one),
      timeIds,
    }));
  },
  branches: classifierFree,
  feeds: unetFeeds,
};

/** Height and width of the picture as it was, where it was cropped, and as it is: of a picture of one's own, all is there. */
function sizeIds({ network: { height, width } }: PromptSettings) {
  return tensor([1, 6], Float32Array.of(height, width, 0, 0, height, width));
}

/** Whether a missing negative prompt is zeros: true unless model_index.json says otherwise. */
export const forcesZeros = ({ index }: ModelFolder) => index['force_zeros_for_empty_prompt'] !== false;

export const zerosLike = ({ hidden, pooled }: SideBySide): Conditioning => ({
  hidden: tensor(hidden.dims),
  pooled: tensor(pooled.dims),
});

/** How many numbers an SDXL UNet is told of sizes: 6, or 4 and a score. */
export function timeIdCount({ components: { unet }, index }: ModelFolder): number {
  const width = unet && unetInputs(unet.inputs).get('timeIds')?.dims[1];
  if (typeof width === 'number') return width;
  return (unet?.config?.['requires_aesthetics_score'] ?? index['requires_aesthetics_score']) === true ? 5 : 6;
}
