import { classifierFree } from '../guidance/classifier-free.js';
import type { ModelFolder } from '../model/inspect.js';
import { joinLast } from '../tensor/shape.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import type { Conditioning, Family, PromptContext, PromptSettings, PromptText, TokenizerUse } from './family.js';
import { latentChannels } from './latent-space.js';
import { clip } from './stable-diffusion.js';
import { encodeText, layersOf, longest, penultimate, pooledOutput } from './text-encoders.js';
import { takes, unetChannels, unetFeeds, unetInputs, unetShape } from './unet.js';

export const bigClip: TokenizerUse = { folder: 'tokenizer_2', textEncoder: 'text_encoder_2', padFallback: () => '!' };

/**
 * SDXL (Podell et al. 2023, arXiv:2307.01952): two text encoders side by side, of each the last layer but one; the second
 * one's vector for the whole text; and the sizes that the picture had, of which a picture is told its own. A negative prompt
 * that nobody gave is zeros, which is what it was taught, and not the encoding of an empty text.
 */
export const stableDiffusionXl = {
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
  options: ['clipSkip', 'prompt2'],
  limits: ({ components }) => ({ clipSkip: mostSkipped(components, ['text_encoder', 'text_encoder_2']) }),
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
  encodePrompts: (texts, context) => encodeSideBySide(texts, context, [clip, bigClip], sizeIds),
  branches: classifierFree,
  feeds: unetFeeds,
} as const satisfies Family;

/** Height and width of the picture as it was, where it was cropped, and as it is: of a picture of one's own, all is there. */
const sizeIds = ({ network: { height, width } }: PromptSettings) => [height, width, 0, 0, height, width];

/** How many numbers an SDXL UNet is told of sizes: 6, or 4 and a score. */
export function timeIdCount({ components: { unet }, index }: ModelFolder): number {
  const width = unet && unetInputs(unet.inputs).get('timeIds')?.dims[1];
  if (typeof width === 'number') return width;
  return (unet?.config?.['requires_aesthetics_score'] ?? index['requires_aesthetics_score']) === true ? 5 : 6;
}

/** Layers that can be left out before the last but one of each of these text encoders. */
export function mostSkipped(components: ModelFolder['components'], encoders: readonly string[]): number {
  return Math.max(0, Math.min(...encoders.map((name) => layersOf(components[name]!) - 1)));
}

/**
 * Encodes prompts by several CLIP text encoders, whose vectors for each token are laid beside each other: all in as many
 * chunks as the longest text needs in any of them.
 */
export async function encodeSideBySide(
  texts: readonly PromptText[],
  context: PromptContext,
  uses: readonly TokenizerUse[],
  timeIds: (settings: PromptSettings, negative: boolean) => readonly number[],
): Promise<readonly Conditioning[]> {
  const { settings, folder } = context;
  const forcesZeros = folder.index['force_zeros_for_empty_prompt'] !== false;
  const read = ({ text, negative }: PromptText, { textEncoder }: TokenizerUse) =>
    !negative && textEncoder === bigClip.textEncoder ? settings.prompt2 || text : text;
  const counts = uses.map((use) =>
    longest(
      texts.map((text) => read(text, use)),
      use,
      context,
    ),
  );
  const minChunks = Math.max(...counts);
  const conditionings: Conditioning[] = [];
  for (const text of texts) {
    const skip = text.negative ? 0 : settings.clipSkip;
    const hidden: Tensor[] = [];
    let pooled: Tensor | undefined;
    for (const use of uses) {
      const encoder = folder.components[use.textEncoder]!;
      const outputs = {
        hidden: penultimate(encoder, skip),
        pooled: use === uses.at(-1) ? pooledOutput(encoder) : undefined,
      };
      const encoded = await encodeText(read(text, use), use, outputs, context, { minChunks });
      hidden.push(encoded.hidden);
      pooled = encoded.pooled;
    }
    const ids = timeIds(settings, text.negative);
    const told = { hidden: joinLast(hidden), pooled: pooled! };
    const zeros = text.missing && forcesZeros;
    conditionings.push({
      hidden: zeros ? tensor(told.hidden.dims) : told.hidden,
      pooled: zeros ? tensor(told.pooled.dims) : told.pooled,
      timeIds: tensor([1, ids.length], Float32Array.from(ids)),
    });
  }
  return conditionings;
}
