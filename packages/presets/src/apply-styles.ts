import { checkNames, checkText } from './check.js';
import { type CombinedStyles, combineStyles } from './combine.js';
import { resolveStyle, type StyleChoice } from './resolve-style.js';

export interface ApplyStylesOptions {
  readonly prompt?: string | undefined;
  readonly negativePrompt?: string | undefined;
  readonly styles?: StyleChoice | readonly StyleChoice[] | undefined;
}

/**
 * Puts a prompt into one or more styles, in the order given: templates around the prompt, negative prompts merged without
 * repeats, recommended settings for what the caller leaves open. Without any negative words, `negativePrompt` stays
 * `undefined`.
 *
 * @throws `INVALID_ARGUMENT` for an unknown style, or what is no text.
 * @example
 * ```ts
 * import { applyStyles } from '@overpaint/presets';
 * applyStyles({ prompt: 'a cat', styles: ['watercolor', 'night'] }).prompt;
 * // 'watercolor painting of a cat at night, loose wet washes, bleeding edges, moonlight, deep shadow'
 * ```
 */
export function applyStyles(options: ApplyStylesOptions): CombinedStyles {
  checkNames('options', options, { prompt: true, negativePrompt: true, styles: true });
  const { prompt, negativePrompt, styles = [] } = options;
  if (prompt !== undefined) checkText('prompt', prompt);
  if (negativePrompt !== undefined) checkText('negativePrompt', negativePrompt);
  return combineStyles({ prompt, negativePrompt, styles: resolveStyles(styles) });
}

export const resolveStyles = (choices: StyleChoice | readonly StyleChoice[]) =>
  (Array.isArray(choices) ? (choices as readonly StyleChoice[]) : [choices as StyleChoice]).map(resolveStyle);
