import { capitalised, enumerated } from '../phrases.js';
import { randomNumbers, shuffled } from '../random.js';
import { checkMagic, type PromptMagicOptions } from './expand-prompt.js';

/** What may be asked to stay, unless the instruction, or a style, speaks of it. */
const stays: readonly { readonly text: string; readonly about: RegExp; readonly styled: boolean }[] = [
  { text: 'leave everything else as it is', about: /\b(everything|whole|entire|all of)\b/i, styled: false },
  {
    text: 'keep the composition and the framing',
    about: /\b(compos|fram|crop|zoom|angle|view|closer|wider|rotat|turn|mov|plac|put)\w*/i,
    styled: true,
  },
  {
    text: 'keep the light and its direction',
    about: /\b(light|lit|dark|bright|night|day|sun|moon|lamp|shadow|dusk|dawn|evening|morning)\w*/i,
    styled: false,
  },
  {
    text: 'keep faces, hands and poses',
    about: /\b(face|hand|pose|smil|expression|hair|beard|eye|arm|sit|stand|look)\w*/i,
    styled: true,
  },
  {
    text: 'keep the sharpness and the grain of the picture',
    about: /\b(sharp|blur|grain|noise|focus)\w*/i,
    styled: false,
  },
];

/**
 * Prompt magic for instructions: models that are told what to change do best when they are told what stays. It adds nothing to
 * see, as a description's phrases would be changes that nobody asked for. The most useful one comes first; the others in the seed's order.
 *
 * @param styled whether a style changes light and surfaces anyway.
 */
export function keepingPhrases(instruction: string, styled: boolean, options: PromptMagicOptions = {}): string[] {
  const { strength, seed } = checkMagic(options);
  if (!/[\p{L}\p{N}]/u.test(instruction)) return [];
  const fitting = stays.filter(({ about, styled: whenStyled }) => (whenStyled || !styled) && !about.test(instruction));
  const [first, ...rest] = fitting;
  if (first === undefined) return [];
  const wanted = Math.round(1 + strength * 4);
  return [first, ...shuffled(rest, randomNumbers(seed))].slice(0, wanted).map(({ text }) => text);
}

/** The instruction with what stays behind it. */
export const keeping = (instruction: string, phrases: readonly string[]): string =>
  phrases.length === 0
    ? instruction
    : `${instruction}${/[.!?]$/.test(instruction) ? '' : '.'} ${capitalised(enumerated(phrases))}.`;
