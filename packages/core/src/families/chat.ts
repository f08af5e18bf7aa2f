import { chunkBreak } from '../text/index.js';
import type { PromptContext } from './family.js';

/** A question to a chat model as its text encoder takes it: ids of full length, of which the first `visible` are no padding. */
export interface ChatQuestion {
  readonly ids: readonly number[];
  readonly visible: number;
}

/** What opens the answer of a chat model that is not to think first (Qwen 3's `enable_thinking=False`). */
export const withoutThinking = '<think>\n\n</think>\n\n';

/**
 * A prompt as the user's turn in the chat format of Qwen (ChatML), with the assistant's begun: `answer` is what it begins with. Cut at
 * the end, and padded to `length`.
 */
export function chatQuestion(
  text: string,
  { language, tokenizer }: Pick<PromptContext, 'language' | 'tokenizer'>,
  { folder, length, answer = '' }: { readonly folder: string; readonly length: number; readonly answer?: string },
): ChatQuestion {
  const { encode, pad } = tokenizer(folder);
  // A chat model has no use for weights and chunks: the words stay.
  const words = language
    .parsePrompt(text)
    .filter(({ text, weight }) => text !== chunkBreak.text || weight !== chunkBreak.weight)
    .map((part) => part.text)
    .join('');
  const ids = encode(`<|im_start|>user\n${words}<|im_end|>\n<|im_start|>assistant\n${answer}`).slice(0, length);
  return { ids: [...ids, ...new Array<number>(length - ids.length).fill(pad)], visible: ids.length };
}
