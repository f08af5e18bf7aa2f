import { checkNames, checkWhole } from '../check.js';
import { InvalidArgumentError } from '../invalid-argument.js';
import { mapComposition } from '../language/compose.js';
import { holdsPhrase } from '../phrases.js';
import { randomNumbers, shuffled } from '../random.js';
import { contradicts, factsOf, mediumOf, subjectOf } from './facts.js';
import { type Category, categories, type MagicPhrase, phrasesOf } from './phrases.js';

export interface PromptMagicOptions {
  /** 0.1–1, how much is added; what a lower strength adds, a higher one adds too. 0.5 by default. */
  readonly strength?: number | undefined;
  /** `v3` (default) looks at what the picture shows and how it is made; `v2` adds a few words that suit anything. */
  readonly version?: 'v2' | 'v3' | undefined;
  /** 0–2⁵³−1; the same seed adds the same words. 0 by default. */
  readonly seed?: number | undefined;
  /** Words that must not be added: the negative prompt. */
  readonly avoid?: string | undefined;
}

/**
 * Prompt magic: adds words of light, colour, texture, composition, mood and quality that suit what the prompt says. It
 * contradicts nothing, repeats nothing and invents no objects, since the source picture gives the composition. An empty
 * prompt stays empty.
 *
 * @throws `INVALID_ARGUMENT` for a strength, version or seed out of range.
 * @example
 * ```ts
 * import { expandPrompt } from '@overpaint/presets';
 * expandPrompt('watercolor painting of a cat', { strength: 0.3, seed: 7 });
 * ```
 */
export function expandPrompt(prompt: string, options: PromptMagicOptions = {}): string {
  return mapComposition(prompt, (text) => {
    const own = text.trim().replace(/[\s,]+$/, '');
    const added = magicPhrases(text, options);
    return added.length === 0 ? text : [own, ...added].join(', ');
  });
}

/** The phrases alone, most fitting first: leaving some out at the end leaves the rest as good. */
export function magicPhrases(prompt: string, options: PromptMagicOptions = {}): string[] {
  const { strength, version, seed } = checkMagic(options);
  if (!/[\p{L}\p{N}]/u.test(prompt)) return [];
  const random = randomNumbers(seed);
  const [medium, subject] = version === 'v3' ? [mediumOf(prompt), subjectOf(prompt)] : [];
  const suits = (phrase: MagicPhrase) =>
    (phrase.media === undefined || (medium !== undefined && phrase.media.includes(medium))) &&
    (phrase.subjects === undefined || (subject !== undefined && phrase.subjects.includes(subject)));

  // Each category gives its phrases in a random order, ones for this very medium or subject first in v3.
  const queues = new Map<Category, MagicPhrase[]>();
  for (const category of categories) {
    const fitting = shuffled(phrasesOf(category).filter(suits), random);
    const special = ({ media, subjects }: MagicPhrase) => Number(media !== undefined) + Number(subjects !== undefined);
    queues.set(
      category,
      fitting.sort((a, b) => special(b) - special(a)),
    );
  }
  const order = version === 'v3' ? shuffled(categories, random) : (['quality', 'light', 'color', 'texture'] as const);

  const known = factsOf(prompt);
  const added: string[] = [];
  const wanted = Math.round(1 + strength * (version === 'v3' ? 9 : 5));
  for (let left = true; left && added.length < wanted; ) {
    left = false;
    for (const category of order) {
      const queue = queues.get(category)!;
      const next = queue.findIndex(
        ({ text, says }) => !contradicts(says, known) && !repeats(text, prompt, added, options.avoid),
      );
      const phrase = queue[next];
      if (phrase === undefined || added.length === wanted) continue;
      queue.splice(0, next + 1);
      added.push(phrase.text);
      for (const fact of phrase.says) known.add(fact);
      left = true;
    }
  }
  return added;
}

/** Whether a word that carries the phrase is there already, or is not wanted. */
function repeats(phrase: string, prompt: string, added: readonly string[], avoid = ''): boolean {
  const telling = phrase.split(/[\s-]+/).filter((word) => word.length > 3);
  return telling.some((word) => [prompt, avoid, ...added].some((text) => holdsPhrase(text, word)));
}

/** Fills in what is left out. @throws `INVALID_ARGUMENT` for a strength, version or seed out of range. */
export function checkMagic(options: PromptMagicOptions) {
  checkNames('promptMagic', options, { strength: true, version: true, seed: true, avoid: true });
  const { strength = 0.5, version = 'v3', seed = 0 } = options;
  if (typeof strength !== 'number' || !(strength >= 0.1 && strength <= 1)) {
    throw new InvalidArgumentError('promptMagic.strength', 'a number from 0.1 to 1', strength);
  }
  if (version !== 'v2' && version !== 'v3')
    throw new InvalidArgumentError('promptMagic.version', '"v2" or "v3"', version);
  checkWhole('promptMagic.seed', seed, 0, Number.MAX_SAFE_INTEGER);
  return { strength, version, seed };
}
