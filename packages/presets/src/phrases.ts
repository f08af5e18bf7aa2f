import { findWord } from './language/find-word.js';

/**
 * The comma-separated phrases of a prompt, trimmed, without empty ones. A comma inside brackets or after a backslash does
 * not separate.
 */
export function splitPhrases(text: string): string[] {
  const phrases: string[] = [];
  let depth = 0;
  let start = 0;
  const close = (end: number) => {
    const phrase = text.slice(start, end).trim();
    if (phrase !== '') phrases.push(phrase);
    start = end + 1;
  };
  for (let index = 0; index < text.length; index++) {
    const character = text[index]!;
    if (character === '\\') index++;
    else if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth = Math.max(0, depth - 1);
    else if (character === ',' && depth === 0) close(index);
  }
  close(text.length);
  return phrases;
}

/** Phrases of several texts in order, each once; letter case does not count. */
export function mergePhrases(...texts: readonly (string | undefined)[]): string {
  const seen = new Map<string, string>();
  for (const phrase of texts.flatMap((text) => splitPhrases(text ?? ''))) {
    const key = phrase.toLowerCase();
    if (!seen.has(key)) seen.set(key, phrase);
  }
  return [...seen.values()].join(', ');
}

/** Whether `text` holds `phrase` as whole words, in any letter case. */
export const holdsPhrase = (text: string, phrase: string) =>
  phrase !== '' && findWord(text.toLowerCase(), phrase.toLowerCase()).length > 0;

/** "a, b and c". */
export const enumerated = (phrases: readonly string[]): string => {
  const before = phrases.slice(0, -1).join(', ');
  return before === '' ? (phrases[0] ?? '') : `${before} and ${phrases.at(-1)!}`;
};

export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
