import { mapComposition } from './language/compose.js';
import { holdsPhrase, mergePhrases, splitPhrases } from './phrases.js';
import type { Style, StyleSettings } from './style.js';

/** A prompt with the words that styles put around it, still apart, so that some can be left out. */
export interface StyledPrompt {
  /** The person's own words. */
  readonly prompt: string;
  /** Words straight before them (`watercolor painting of `), as they stand in the template. */
  readonly lead: string;
  /** Words straight behind them (` at night`). */
  readonly tail: string;
  /** Whole phrases before and behind. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/**
 * Applies styles in order. The first one with words straight before `{prompt}` leads; the leads of later ones become
 * phrases, so that two styles read as "watercolor painting of a cat, ink drawing". What the prompt says already is not
 * said again.
 */
export function styleText(prompt: string, styles: readonly Style[]): StyledPrompt {
  let own = prompt.trim().replace(/[\s,]+$/, '');
  let lead = '';
  let tail = '';
  const before: string[] = [];
  const after: string[] = [];
  const said = new Set<string>();
  const say = (list: string[], phrases: readonly string[]) => {
    for (const phrase of phrases) {
      const key = phrase.toLowerCase();
      if (phrase === '' || said.has(key) || holdsPhrase(own, phrase)) continue;
      said.add(key);
      list.push(phrase);
    }
  };
  for (const style of styles) {
    const template = style.prompt.includes(slot) ? style.prompt : `${slot}, ${style.prompt}`;
    const phrases = splitPhrases(template);
    const place = phrases.findIndex((phrase) => phrase.includes(slot));
    const [head = '', ...rest] = phrases[place]!.split(slot);
    // A template that names the prompt twice says it once: the second time would only cost tokens.
    const behind = rest.join('').replace(/\s+/g, ' ');
    say(before, phrases.slice(0, place));
    if (/[()[\]]/.test(head + behind)) {
      // Brackets around the prompt weight it: they belong to it from here on.
      own = own === '' ? '' : head + own + behind;
    } else {
      const subject = withoutPreposition(head);
      const leads = lead === '' && subject !== '' && !holdsPhrase(own, subject);
      if (leads) {
        lead = head;
        said.add(subject.toLowerCase());
      } else say(after, [subject]);
      if (behind.trim() !== '' && !holdsPhrase(own, behind.trim())) tail += behind;
    }
    say(
      after,
      phrases.slice(place + 1).filter((phrase) => !phrase.includes(slot)),
    );
  }
  return { prompt: own, lead, tail, before, after };
}

/** The text of a styled prompt; reads well without a prompt too. */
export function joinStyled({ prompt, lead, tail, before, after }: StyledPrompt): string {
  const ends = prompt === '' || splitPhrases(prompt).length > 1 ? ', ' : '';
  const core = prompt === '' ? withoutPreposition(lead) : lead + prompt;
  const behind = ends === '' || core === '' ? tail : `${ends}${tail.trim()}`;
  return [...before, core + (tail === '' ? '' : behind), ...after]
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== '')
    .join(', ');
}

const slot = '{prompt}';

/** "watercolor painting of" without its last words: what the style is called when there is nothing to paint. */
export function withoutPreposition(lead: string): string {
  return lead.trim().replace(/(?:\s+(?:of|with|for|from|showing|in|on|a|an|the))+$/i, '');
}

export interface CombineStylesOptions {
  readonly prompt?: string | undefined;
  readonly negativePrompt?: string | undefined;
  readonly styles: readonly Style[];
}

export interface CombinedStyles {
  readonly prompt: string;
  readonly negativePrompt: string | undefined;
  readonly recommended: StyleSettings;
}

/**
 * `applyStyles` for styles that are at hand: it knows no names, so that a bundle holds only the styles it imports.
 *
 * @example
 * ```ts
 * import { combineStyles, watercolor } from '@overpaint/presets/styles';
 * combineStyles({ prompt: 'a cat', styles: [watercolor] }).prompt;
 * ```
 */
export function combineStyles({ prompt = '', negativePrompt, styles }: CombineStylesOptions): CombinedStyles {
  return {
    prompt: mapComposition(prompt, (text) => (styles.length === 0 ? text : joinStyled(styleText(text, styles)))),
    negativePrompt: mergeNegatives(negativePrompt, styles),
    recommended: Object.assign({}, ...styles.map(({ recommended }) => recommended)) as StyleSettings,
  };
}

/** The person's own first; `undefined` where nobody wants anything away, which SDXL tells from an empty text. */
export function mergeNegatives(own: string | undefined, styles: readonly Style[]): string | undefined {
  const negatives = styles.map(({ negativePrompt }) => negativePrompt).filter((text) => text !== undefined);
  return negatives.length === 0 ? own : mergePhrases(own, ...negatives);
}
