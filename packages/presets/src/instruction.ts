import { type StyledPrompt, withoutPreposition } from './combine.js';
import { capitalised, enumerated } from './phrases.js';

/** What is done where nobody says it. */
const noInstruction = 'Repaint the picture';

/**
 * The text of a styled instruction ("make the wall blue"), for models that are told what to change instead of what to see: styles stand
 * behind it as "in the style of …, with …". Reads well without an instruction too. What ends with a full stop stays a sentence.
 */
export function joinInstruction({ prompt, lead, tail, before, after }: StyledPrompt): string {
  const own = prompt === '' ? noInstruction : prompt;
  const style = withoutPreposition(lead);
  const phrases = [...before, ...after];
  const parts = [
    tail.trim(),
    style === '' ? '' : `in the style of ${withArticle(style)}`,
    phrases.length === 0 ? '' : `with ${enumerated(phrases)}`,
  ].filter((part) => part !== '');
  if (parts.length === 0) return prompt;
  const said = parts.join(', ');
  return /[.!?]$/.test(own) ? `${own} ${capitalised(said)}.` : `${own}, ${said}`;
}

/** Kinds of pictures that are counted: "a watercolor painting", but "impressionism". */
const counted =
  /\b(painting|drawing|sketch|photo|photograph|picture|illustration|print|portrait|poster|image|render|rendering|mosaic|collage|engraving|etching|cartoon|comic|scene|sculpture|tapestry|cyanotype|fresco|blueprint|linocut|woodcut|still|window|design|close-up|view|version|sticker)$/i;

function withArticle(style: string): string {
  if (!counted.test(style) || /^(an?|the)\s/i.test(style)) return style;
  return `${/^[aeiou]/i.test(style) ? 'an' : 'a'} ${style}`;
}
