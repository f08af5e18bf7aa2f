import { isRecord, type Json } from './tokenizer-files.js';

/** Ids by token. */
export type Vocabulary = ReadonlyMap<string, number>;

/** Tokens and ids of a tokenizer.json: BPE lists ids by token, Unigram lists [token, score] by id; added tokens on top. */
export function entriesOf(table: Json): [unknown, unknown][] {
  const model = isRecord(table['model']) ? table['model'] : {};
  const listed = model['vocab'];
  const own: [unknown, unknown][] = Array.isArray(listed)
    ? listed.map((entry: unknown, id) => [Array.isArray(entry) ? entry[0] : entry, id])
    : Object.entries(isRecord(listed) ? listed : {});
  const added = Array.isArray(table['added_tokens']) ? table['added_tokens'].filter(isRecord) : [];
  return [...own, ...added.map((token): [unknown, unknown] => [token['content'], token['id']])];
}

/** Checks that ids are whole numbers and each belongs to one token; `fail` gets what is wrong. */
export function readVocabulary(entries: readonly [unknown, unknown][], fail: (problem: string) => never): Vocabulary {
  const vocab = new Map<string, number>();
  const tokens = new Map<number, string>();
  for (const [token, id] of entries) {
    if (typeof token !== 'string' || typeof id !== 'number' || !Number.isInteger(id) || id < 0) {
      return fail(
        `gives ${JSON.stringify(token)} the id ${String(id)}, expected a whole number from 0. The file is damaged: download it again.`,
      );
    }
    const other = tokens.get(id);
    if (other !== undefined && other !== token) {
      return fail(
        `gives the id ${id} to ${JSON.stringify(other)} and ${JSON.stringify(token)}. The file is damaged: download it again.`,
      );
    }
    vocab.set(token, id);
    tokens.set(id, token);
  }
  if (vocab.size === 0) return fail('holds no vocabulary. The file is damaged: download it again.');
  return vocab;
}
