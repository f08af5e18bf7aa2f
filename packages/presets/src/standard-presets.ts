import { InvalidArgumentError } from './invalid-argument.js';
import { promptLanguage } from './language/index.js';
import type { PromptMagicOptions } from './magic/expand-prompt.js';
import { prepareRequest } from './prepare-request.js';
import type { StyleChoice } from './resolve-style.js';

/** What a pipeline asks, with options as they came from its caller. */
export interface StandardRequest {
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly style: unknown;
  readonly promptMagic: boolean | PromptMagicOptions;
  /** Whether the prompt says what to change instead of what to see. */
  readonly instruction?: boolean | undefined;
  readonly countTokens: (text: string) => number;
}

/**
 * This package as the pipeline of `@overpaint/core` takes it: A1111's grammar as its prompt language, styles and prompt
 * magic as its preparation.
 */
export const standardPresets = {
  language: promptLanguage,
  prepare({ style, promptMagic, negativePrompt, ...request }: StandardRequest) {
    if (typeof promptMagic !== 'boolean' && (typeof promptMagic !== 'object' || promptMagic === null)) {
      throw new InvalidArgumentError('promptMagic', 'true, false or { strength, version, seed }', promptMagic);
    }
    const choices = style as StyleChoice | readonly StyleChoice[] | undefined;
    const prepared = prepareRequest({ ...request, negativePrompt, style: choices, promptMagic });
    const cut = prepared.cut.map((phrase) => `No room in the prompt, so left out: ${phrase}.`);
    return { ...prepared, negativePrompt: prepared.negativePrompt ?? '', cut };
  },
};
