import { Cursor } from './cursor.js';

const blanks = / */y;
const quote = /"/y;
const withoutQuotes = /[^"]*/y;
const rest = /[^,\r\n]*/y;
const ending = /,|\r\n|\r|\n|$/y;

/**
 * Rows of a CSV text as Python's `csv` module reads them with `skipinitialspace`, which is what A1111's web UI does: blanks
 * in front of a field do not count; a field that then starts with a quote goes on to the next single one, over commas and
 * line breaks, and may go on behind it; a quote anywhere else is a plain sign. Any text is read; empty lines are no rows.
 */
export function readCsv(text: string): string[][] {
  const cursor = new Cursor(text);
  const take = (pattern: RegExp) => cursor.take(pattern)?.[0];
  const rows: string[][] = [];
  let row: string[] = [];
  while (cursor.at < text.length) {
    const start = cursor.at;
    take(blanks);
    let field = '';
    if (take(quote)) {
      field = take(withoutQuotes)!;
      // A quote ends the field, two of them are one in it.
      while (take(quote) && take(quote)) field += `"${take(withoutQuotes)}`;
    }
    row.push(field + take(rest));
    const isEmpty = row.length === 1 && cursor.at === start;
    if (take(ending) === ',') {
      if (cursor.at < text.length) continue;
      row.push('');
    }
    if (!isEmpty) rows.push(row);
    row = [];
  }
  return rows;
}
