import type { ModelFolder } from '../model/inspect.js';
import { joinLast } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import type { PromptContext, PromptText, TokenizerUse } from './family.js';
import { encodeText, layersOf, longest, penultimate, pooledOutput } from './text-encoders.js';
import { clipChunks } from './unet.js';

/** OpenCLIP's larger text encoder, which was trained with "!" behind the text. */
export const bigClip: TokenizerUse = {
  folder: 'tokenizer_2',
  textEncoder: 'text_encoder_2',
  chunks: clipChunks,
  padFallback: () => '!',
};

/** What several text encoders make of one text, side by side: `hidden` [1, tokens, widths], `pooled` [1, widths]. */
export interface SideBySide {
  readonly hidden: Tensor;
  readonly pooled: Tensor;
}

/**
 * Encodes prompts by several CLIP text encoders, of each the last layer but one: all in as many chunks as the longest text
 * needs in any of them. The second encoder reads `prompt2` where there is one; `clipSkip` is for prompts, not for negative ones.
 *
 * @param pooling those whose vectors for the whole text are wanted.
 */
export async function encodeSideBySide(
  texts: readonly PromptText[],
  context: PromptContext,
  uses: readonly TokenizerUse[],
  pooling: readonly TokenizerUse[],
): Promise<readonly SideBySide[]> {
  const { settings, folder } = context;
  const read = ({ text, negative }: PromptText, use: TokenizerUse) =>
    !negative && use === bigClip ? settings.prompt2 || text : text;
  const counts = uses.map((use) => {
    const all = texts.map((text) => read(text, use));
    return longest(all, use, context);
  });
  const minChunks = Math.max(...counts);
  const parts = texts.map((): SideBySide[] => []);
  // All texts by one encoder before the next is opened: in staged memory each is opened once.
  for (const use of uses) {
    const encoder = folder.components[use.textEncoder]!;
    const pooled = pooling.includes(use) ? pooledOutput(encoder) : undefined;
    for (const [index, text] of texts.entries()) {
      const outputs = { ...penultimate(encoder, text.negative ? 0 : settings.clipSkip), pooled };
      parts[index]!.push((await encodeText(read(text, use), use, outputs, context, { minChunks })) as SideBySide);
    }
  }
  return parts.map((own) => ({
    hidden: joinLast(own.map(({ hidden }) => hidden)),
    pooled: joinLast(own.flatMap(({ pooled }) => pooled ?? [])),
  }));
}

/** Layers that can be left out before the last but one of each of these text encoders, where they tell how many they have. */
export function mostSkipped(
  components: ModelFolder['components'],
  uses: readonly TokenizerUse[],
): { readonly clipSkip?: number } {
  const layers = uses.flatMap(({ textEncoder }) => {
    const encoder = components[textEncoder]; // it may be missing where a folder is only described
    return (encoder && layersOf(encoder)) ?? [];
  });
  return layers.length > 0 ? { clipSkip: Math.max(0, Math.min(...layers) - 1) } : {};
}
