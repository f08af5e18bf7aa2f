import { checkText } from './check.js';
import { InvalidArgumentError } from './invalid-argument.js';
import { defineStyle, type Style } from './style.js';

/**
 * Styles of an A1111 `styles.csv` (columns `name`, `prompt`, `negative_prompt`; the older `text` counts as `prompt`).
 * Fields may be quoted and hold commas, line breaks and doubled quotes. Rows without a name are left out.
 *
 * @throws `INVALID_ARGUMENT` when the header names no `name` column.
 */
export function parseStylesCsv(text: string): Style[] {
  checkText('styles', text);
  const [header = [], ...rows] = readCsv(text.replace(/^\ufeff/, ''));
  const column = (...names: string[]) => header.findIndex((title) => names.includes(title.trim().toLowerCase()));
  const [name, prompt, negative] = [column('name'), column('prompt', 'text'), column('negative_prompt')];
  if (name === -1 || prompt === -1) {
    throw new InvalidArgumentError(
      'styles',
      'a CSV file with the columns name, prompt, negative_prompt',
      header.join(','),
    );
  }
  return rows
    .filter((row) => (row[name] ?? '').trim() !== '')
    .map((row) => customStyle(row[name]!, row[prompt] ?? '', negative === -1 ? undefined : row[negative]));
}

/**
 * Styles of a JSON list of `{ name, prompt, negative_prompt }`, as text or parsed.
 *
 * @throws `INVALID_ARGUMENT` when it is no such list.
 */
export function parseStylesJson(json: unknown): Style[] {
  let list: unknown = json;
  if (typeof json === 'string') {
    try {
      list = JSON.parse(json);
    } catch {
      throw new InvalidArgumentError('styles', 'a JSON list of { name, prompt, negative_prompt }', json);
    }
  }
  if (!Array.isArray(list))
    throw new InvalidArgumentError('styles', 'a list of { name, prompt, negative_prompt }', list);
  return list.map((entry: unknown) => {
    const { name, prompt = '', negative_prompt: negative } = (entry ?? {}) as Record<string, unknown>;
    if (typeof name !== 'string' || typeof prompt !== 'string') {
      throw new InvalidArgumentError('styles', 'entries with name and prompt as texts', JSON.stringify(entry));
    }
    return customStyle(name, prompt, typeof negative === 'string' ? negative : undefined);
  });
}

const customStyle = (name: string, prompt: string, negativePrompt: string | undefined) =>
  defineStyle({ name, prompt, negativePrompt: negativePrompt === '' ? undefined : negativePrompt });

/** Rows of RFC 4180 text. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  while (field.lastIndex < text.length) {
    const start = field.lastIndex;
    const match = field.exec(text);
    if (match === null) {
      // A stray quote: the rest of the line is taken as it stands.
      const end = text.indexOf('\n', start);
      row.push(text.slice(start, end === -1 ? text.length : end).trim());
      field.lastIndex = end === -1 ? text.length : end + 1;
    } else {
      row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
      if (match[3] === ',') {
        if (field.lastIndex === text.length) row.push('');
        continue;
      }
    }
    rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push(row);
  return rows;
}
