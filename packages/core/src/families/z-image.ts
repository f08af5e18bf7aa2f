import { classifierFree } from '../guidance/classifier-free.js';
import { slice } from '../tensor/shape.js';
import { scalar, type Tensor } from '../tensor/tensor.js';
import { chatQuestion } from './chat.js';
import type { Conditioning, Family, PromptContext, TokenizerUse } from './family.js';
import { listedByPipeline } from './flow-schedule.js';
import { oneChunk } from './t5.js';
import { lastHidden, layersOf, penultimate } from './text-encoders.js';
import { transformerInput, transformerShape } from './transformer.js';

const qwen: TokenizerUse = { folder: 'tokenizer', textEncoder: 'text_encoder', chunks: oneChunk };

/**
 * Z-Image (Tongyi 2025, arXiv:2511.22699): flow matching by a transformer that reads a chat model's last layer but one. Its
 * time runs from 0 at noise to 1, its output is the flow backwards, and its guidance counts from the prompt:
 *     p + g·(p − u)
 * so that its scale is one less than others'. It takes one picture a run, as texts have as many tokens as they have.
 */
export const zImage: Family<'z-image'> = {
  name: 'z-image',
  matches: (folder) =>
    transformerInput(folder, 'hidden_states')?.dims.length === 5 &&
    transformerInput(folder, 'pooled_projections') === undefined,
  components: ['text_encoder', 'transformer', 'vae_encoder', 'vae_decoder'],
  denoiser: 'transformer',
  tokenizers: [qwen],
  describe: (folder) => ({ ...transformerShape(folder, { scale: 0.3611, shift: 0.1159 }), batch: 1 }),
  defaults: {
    strength: 0.4 / 0.65,
    steps: 9,
    guidanceScale: 1,
    imageGuidanceScale: 1,
    nativeSize: 1024,
    maxSequenceLength: 512,
  },
  options: ['maxSequenceLength'],
  guidance: 'branches',
  strengthRule: 'flow',
  scheduler: { _class_name: 'FlowMatchEulerDiscreteScheduler', shift: 3 },
  schedule: listedByPipeline,
  adaptScheduler: (config) => config,
  posterior: 'sample',
  takesMask: false,
  fullStrengthIsNoise: false,
  posteriorAtFullStrength: true,
  async encodePrompts(texts, context) {
    const conditionings: Conditioning[] = [];
    for (const { text } of texts) conditionings.push({ hidden: await encodeChat(text, context) });
    return conditionings;
  },
  branches: (input) =>
    classifierFree({ ...input, guidanceScale: input.guidanceScale > 1 ? input.guidanceScale + 1 : 1 }),
  feeds: ({ sample: { data, dims }, timestep, conditioning }) => ({
    hidden_states: { data, dims: [...dims.slice(0, 2), 1, ...dims.slice(2)] }, // one frame
    timestep: scalar(1 - timestep / 1000),
    encoder_hidden_states: conditioning['hidden']!,
  }),
  output: ({ data }, { dims }) => ({ data: data.map((value) => -value), dims }),
};

/** What the text encoder makes of a question that waits for its answer: the vectors of its tokens, without the padding's. */
async function encodeChat(text: string, context: PromptContext) {
  const { settings, folder, encodeText } = context;
  const { ids, visible } = chatQuestion(text, context, { folder: qwen.folder, length: settings.maxSequenceLength! });
  const encoder = folder.components[qwen.textEncoder]!;
  const listed = layersOf({ ...encoder, config: undefined }) !== undefined;
  const { hidden, edits } = listed ? penultimate(encoder) : { hidden: lastHidden(encoder) };
  const outputs = await encodeText(qwen.textEncoder, ids, { outputs: [hidden], edits, visible });
  return slice(outputs[hidden] as Tensor, 0, visible);
}
