import type { ComponentInspection } from '../model/inspect.js';
import { encodePrompts } from '../text/index.js';
import type { Conditioning, PromptContext, PromptText, TokenizerUse } from './family.js';

/**
 * Encodes prompts by one CLIP text encoder, in chunks, with attention weights: `hidden`, [1, chunks · tokens, width].
 * A text that comes twice is one object, so that guidance asks once where prompt and negative prompt are the same.
 */
export async function encodeClipPrompts(
  texts: readonly PromptText[],
  context: PromptContext,
  { folder, textEncoder }: TokenizerUse,
): Promise<readonly Conditioning[]> {
  const { components, language, settings } = context;
  const output = hiddenOutput(components[textEncoder]!);
  const prompts = [...new Set(texts.map(({ text }) => text))];
  const { embeddings } = await encodePrompts({
    prompts,
    tokenizer: context.tokenizer(folder),
    encode: async (ids) => ({ hidden: (await context.encodeText(textEncoder, ids, [output]))[output]! }),
    language,
    weighting: settings.weighting,
  });
  const conditionings = embeddings.map((hidden) => ({ hidden }));
  return texts.map(({ text }) => conditionings[prompts.indexOf(text)]!);
}

/**
 * The output with the last layer's vector for each token, wherever it comes among others: pooled ones have no token axis,
 * earlier layers are called hidden_states.
 */
export function hiddenOutput({ outputs }: ComponentInspection): string {
  const named = outputs.find(({ name }) => name === 'last_hidden_state');
  const last = outputs.find(({ name, dims }) => dims.length === 3 && !name.startsWith('hidden_states'));
  return (named ?? last ?? outputs[0]!).name;
}
