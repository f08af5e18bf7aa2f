import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { TokenizerSource } from '../text/tokenizer-files.js';

const golden = (name: string) => readFileSync(new URL(`../../golden/${name}`, import.meta.url));

/** CLIP's merges.txt and the vocab.json that follows from it: bytes, bytes at a word's end, merges, begin and end token. */
export function clipFiles(): { merges: string; vocab: Record<string, number> } {
  const merges = gunzipSync(golden('tokenizer/merges.txt.gz')).toString('utf8');
  const bytes = byteCharacters();
  const tokens = [
    ...bytes,
    ...bytes.map((byte) => `${byte}</w>`),
    ...merges
      .split('\n')
      .slice(1)
      .filter(Boolean)
      .map((pair) => pair.replace(' ', '')),
    '<|startoftext|>',
    '<|endoftext|>',
  ];
  return { merges, vocab: Object.fromEntries(tokens.map((token, id) => [token, id])) };
}

/** A tokenizer folder in memory: objects are written as JSON. */
export function tokenizerFolder(files: Record<string, string | object>): TokenizerSource {
  const encoder = new TextEncoder();
  return {
    has: (path) => Object.hasOwn(files, path),
    read: async (path) => encoder.encode(typeof files[path] === 'string' ? files[path] : JSON.stringify(files[path])),
  };
}

/** A folder of `golden/pipelines`, from disk. */
export function goldenFolder(model: string): TokenizerSource {
  const read = (path: string) => new Uint8Array(golden(`pipelines/${model}/${path}`));
  return {
    has(path) {
      try {
        return read(path).length > 0;
      } catch {
        return false;
      }
    },
    read: async (path) => read(path),
  };
}

export interface TokenizerCase {
  readonly text: string;
  readonly ids: number[];
  readonly idsWhenPadIsExclamation?: number[];
  readonly full?: { readonly padded: number[]; readonly paddedWithExclamation: number[] };
}

export const tokenizerCases = (): TokenizerCase[] => JSON.parse(golden('tokenizer/cases.json').toString('utf8')).cases;

/** The characters that stand for bytes 0–255 in byte-level BPE, in the order of CLIP's ids: printable ones first. */
function byteCharacters(): string[] {
  const printable: number[] = [];
  for (const [from, to] of [
    [33, 126],
    [161, 172],
    [174, 255],
  ] as const) {
    for (let code = from; code <= to; code++) printable.push(code);
  }
  const others = 256 - printable.length;
  return [...printable, ...Array.from({ length: others }, (_, index) => 256 + index)].map((code) =>
    String.fromCharCode(code),
  );
}
