import { ModelInvalidError } from '../errors/index.js';
import { parsePythonJson } from '../python-json.js';

/** Where a tokenizer's files come from; paths use `/`. */
export interface TokenizerSource {
  has(path: string): boolean;
  read(path: string): Promise<Uint8Array>;
}

/** The files of one tokenizer folder, with its name in every complaint. */
export interface TokenizerFiles {
  readonly component: string;
  has(name: string): boolean;
  text(name: string): Promise<string>;
  /** A JSON object. */
  json(name: string): Promise<Json>;
  /** The same, empty where there is no such file. */
  optional(name: string): Promise<Json>;
  fail(message: string, cause?: unknown): never;
}

export type Json = Readonly<Record<string, unknown>>;
export const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A special token is written as its text, or as an object that holds it. */
export function contentOf(token: unknown): string | undefined {
  const content = isRecord(token) ? token['content'] : token;
  return typeof content === 'string' ? content : undefined;
}

export function tokenizerFiles(source: TokenizerSource, folder: string): TokenizerFiles {
  const path = (name: string) => (folder === '' ? name : `${folder}/${name}`);
  const component = folder.split('/').pop() || 'tokenizer';
  const files: TokenizerFiles = {
    component,
    has: (name) => source.has(path(name)),
    text: async (name) => new TextDecoder('utf-8').decode(await source.read(path(name))),
    async json(name) {
      const content = await files.text(name);
      let value: unknown;
      try {
        value = parsePythonJson(content);
      } catch (cause) {
        return files.fail(`expected ${name} to be JSON, but it cannot be parsed. ${damaged}`, cause);
      }
      return isRecord(value) ? value : files.fail(`expected ${name} to hold a JSON object. ${damaged}`);
    },
    optional: async (name) => (files.has(name) ? files.json(name) : {}),
    fail(message, cause) {
      throw new ModelInvalidError(component, `${component}: ${message}`, { cause });
    },
  };
  return files;
}

const damaged = 'The file is damaged: download it again.';
