import { checkText } from './check.js';
import { InvalidArgumentError } from './invalid-argument.js';
import { readCsv } from './read-csv.js';
import { defineStyle, type Style } from './style.js';

/**
 * Styles of an A1111 `styles.csv` (columns `name`, `prompt`, `negative_prompt`; the older `text` counts as `prompt`), read
 * as the web UI reads it: fields may be quoted and hold commas, line breaks and doubled quotes. Rows without a name, and
 * those whose name starts with `#`, are none; of several with one name the last one counts.
 *
 * @throws `INVALID_ARGUMENT` when it is no text, or the header names no `name` and `prompt` column.
 */
export function parseStylesCsv(text: string): Style[] {
  checkText('styles', text);
  const [header = [], ...rows] = readCsv(text.replace(/^\ufeff/, ''));
  const titles = header.map((title) => title.trim().toLowerCase());
  const name = titles.lastIndexOf('name');
  const prompt = titles.lastIndexOf(titles.includes('prompt') ? 'prompt' : 'text');
  const negative = titles.lastIndexOf('negative_prompt');
  if (name === -1 || prompt === -1) {
    throw new InvalidArgumentError(
      'styles',
      'the text of a CSV file with the columns name, prompt, negative_prompt',
      header.join(','),
    );
  }
  const styles = new Map<string, Style>();
  for (const row of rows) {
    const called = row[name] ?? '';
    if (called.trim() === '' || called.startsWith('#')) continue;
    styles.set(called, customStyle(called, row[prompt] ?? '', negative === -1 ? undefined : row[negative]));
  }
  return [...styles.values()];
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
      list = JSON.parse(json.replace(/^\ufeff/, ''));
    } catch {
      throw new InvalidArgumentError('styles', expected, json);
    }
  }
  if (!Array.isArray(list)) throw new InvalidArgumentError('styles', expected, list);
  return list.map((entry: unknown) => {
    const { name, prompt = '', negative_prompt: negative } = (entry ?? {}) as Record<string, unknown>;
    if (typeof name !== 'string' || typeof prompt !== 'string') {
      throw new InvalidArgumentError('styles', expected, JSON.stringify(entry));
    }
    return customStyle(name, prompt, typeof negative === 'string' ? negative : undefined);
  });
}

const expected = 'a JSON list of { name, prompt, negative_prompt }, all texts';

const customStyle = (name: string, prompt: string, negativePrompt: string | undefined) =>
  defineStyle({ name, prompt, negativePrompt: negativePrompt === '' ? undefined : negativePrompt });
