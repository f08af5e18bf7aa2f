import { checkText } from '../check.js';

/** A network that a prompt names beside its words, as `<lora:name:0.8>` does. */
export interface ExtraNetwork {
  /** The word before the first colon: `lora`, `lyco`, `hypernet` … */
  readonly kind: string;
  /** What the colons behind it part: a name, weights, `te=0.5`. */
  readonly items: readonly string[];
  /** The whole tag. */
  readonly written: string;
}

const tag = /<([\p{L}\p{N}_]+):([^>]+)>/gu;

/**
 * Takes the tags of extra networks out of a prompt, wherever they stand, as A1111's web UI does before it reads anything
 * else in it: `<`, a word, a colon, and all up to the next `>`. No such tag is ever painted as words.
 *
 * @example
 * ```ts
 * import { takeNetworks } from '@overpaint/presets';
 * takeNetworks('a bird <lora:ink:0.8>').text; // 'a bird '
 * ```
 */
export function takeNetworks(text: string): { text: string; networks: ExtraNetwork[] } {
  checkText('prompt', text);
  const networks: ExtraNetwork[] = [];
  // Behind the last ">" there is no tag: looking for one from every "<" there would take quadratic time.
  const end = text.lastIndexOf('>') + 1;
  const words = text.slice(0, end).replace(tag, (written, kind: string, items: string) => {
    networks.push({ kind, items: items.split(':'), written });
    return '';
  });
  return { text: words + text.slice(end), networks };
}
