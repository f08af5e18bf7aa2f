import { classifierFree } from '../guidance/classifier-free.js';
import { inputDim } from '../model/inspect.js';
import { numberOf } from '../model/json.js';
import { joinLast, repeatBeside } from '../tensor/shape.js';
import { scalar, type Tensor, tensor } from '../tensor/tensor.js';
import { bigClip, encodeSideBySide, mostSkipped } from './encode-side-by-side.js';
import type { Conditioning, Family, PromptContext, PromptText } from './family.js';
import { shiftedByTokens } from './flow-schedule.js';
import { clip } from './stable-diffusion.js';
import { t5 } from './t5.js';
import { encodeText, lastHidden } from './text-encoders.js';
import { transformerInput, transformerShape } from './transformer.js';

const third = { ...t5(3), missing: 'zeros' } as const;

/**
 * Stable Diffusion 3 and 3.5 (Esser et al. 2024, arXiv:2403.03206): flow matching by a transformer that reads three text
 * encoders: two of CLIP side by side, T5 after them. Without T5, which is most of the download, its part is zeros.
 */
export const stableDiffusion3: Family<'stable-diffusion-3'> = {
  name: 'stable-diffusion-3',
  matches: (folder) =>
    transformerInput(folder, 'hidden_states')?.dims.length === 4 &&
    transformerInput(folder, 'pooled_projections') !== undefined &&
    transformerInput(folder, 'img_ids') === undefined,
  components: ['text_encoder', 'text_encoder_2', 'transformer', 'vae_encoder', 'vae_decoder'],
  denoiser: 'transformer',
  tokenizers: [clip, bigClip, third],
  describe: (folder) => transformerShape(folder, { scale: 1.5305, shift: 0.0609 }),
  defaults: {
    strength: 0.4 / 0.65,
    steps: 28,
    guidanceScale: 5,
    imageGuidanceScale: 1,
    nativeSize: 1024,
    maxSequenceLength: 256,
  },
  speed: 'transformer',
  options: ['clipSkip', 'maxSequenceLength', 'prompt2'],
  limits: ({ components }) => mostSkipped(components, [clip, bigClip]),
  guidance: 'branches',
  strengthRule: 'flow',
  scheduler: { _class_name: 'FlowMatchEulerDiscreteScheduler', shift: 3 },
  schedule: shiftedByTokens,
  adaptScheduler: (config) => config,
  posterior: 'sample',
  takesMask: false,
  unshiftedUnderMask: true,
  fullStrengthIsNoise: false,
  posteriorAtFullStrength: true,
  async encodePrompts(texts, context) {
    const encoded = await encodeSideBySide(texts, context, [clip, bigClip], [clip, bigClip]);
    const conditionings: Conditioning[] = [];
    for (const [index, { hidden, pooled }] of encoded.entries()) {
      const long = await encodeThird(texts[index]!, context);
      const [, tokens = 0, width = 0] = hidden.dims;
      const padding = tensor([1, tokens, long.dims[2]! - width]);
      conditionings.push({ hidden: repeatBeside(joinLast([hidden, padding]), [[long]]), pooled });
    }
    return conditionings;
  },
  branches: classifierFree,
  feeds: ({ sample, timestep, conditioning }) => ({
    hidden_states: sample,
    encoder_hidden_states: conditioning['hidden']!,
    pooled_projections: conditioning['pooled']!,
    timestep: scalar(timestep),
  }),
};

async function encodeThird({ text }: PromptText, context: PromptContext): Promise<Tensor> {
  const { transformer, [third.textEncoder]: encoder } = context.folder.components;
  if (encoder) return (await encodeText(text, third, { hidden: lastHidden(encoder) }, context)).hidden;
  const width =
    inputDim(transformer, 'encoder_hidden_states', 2) ?? numberOf(transformer?.config, 'joint_attention_dim');
  return tensor([1, context.settings.maxSequenceLength!, width ?? 4096]);
}
