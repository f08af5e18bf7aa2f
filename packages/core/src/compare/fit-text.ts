/** The room that a line of text has, in pixels. */
export interface FitOptions {
  readonly width: number;
  /** Height of the capitals. */
  readonly capital: number;
  /** How wide a text is drawn. */
  readonly measure: (text: string) => number | Promise<number>;
}

/**
 * A text as one line that fits into a width: line breaks become blanks, and where something is left out at the end there
 * is `…`. It is cut between letters as people see them.
 */
export async function fitText(text: string, { width, capital, measure }: FitOptions): Promise<string> {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  const letters = [...graphemes.segment(line.slice(0, 4000))].map(({ segment }) => segment);
  const beginning = (count: number) =>
    count < letters.length ? `${letters.slice(0, count).join('').trimEnd()}…` : line;
  const narrowest = 0.2 * capital;
  let fits = 0;
  let tooMany = Math.min(letters.length, Math.ceil(width / narrowest)) + 1;
  while (tooMany - fits > 1) {
    // The whole first: most labels fit.
    const count = tooMany > letters.length ? letters.length : Math.floor((fits + tooMany) / 2);
    if ((await measure(beginning(count))) <= width) fits = count;
    else tooMany = count;
  }
  return beginning(fits);
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
