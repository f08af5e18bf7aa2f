import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fingerprintOf, sha256OfFile } from './hashes.js';
import type { PaintFlags } from './painting-options.js';

/** Flags that have no say in what is painted. */
const aside = [
  'output',
  'overwrite',
  'json',
  'quiet',
  'debug',
  'threads',
  'memory',
  'providers',
  'resume',
  'concurrency',
];
/** The flags that have a say in what is painted, with their values. */
export const decisiveFlags = (flags: object): readonly (readonly [name: string, value: unknown])[] =>
  Object.entries(flags).filter(([name]) => !aside.includes(name));

/** Flags that name files beside the pictures. */
const files = ['mask', 'recipe', 'controlImage', 'reference'];

/** Flags that name models, and autoencoders in place of a model's own or beside it. */
const models = ['model', 'vae', 'tinyVae'];

/** What tells the options of one call from those of another: the flags, and what the files hold that they name. */
export async function optionsKey(flags: PaintFlags): Promise<string> {
  const facts = decisiveFlags(flags).map(async ([name, value]) => {
    if (files.includes(name))
      return [name, value, await Promise.all([value].flat().map((path) => sha256OfFile(String(path))))];
    if (models.includes(name)) return [name, value, await factsOf(String(value))];
    if (name === 'lora' || name === 'control') {
      const sources = (value as readonly { source: string }[]).map(({ source }) => factsOf(source));
      return [name, value, await Promise.all(sources)];
    }
    return [name, value];
  });
  return fingerprintOf(await Promise.all(facts));
}

/** Sizes and times of a file or of a folder's files: weights are too large to be read for this. */
async function factsOf(path: string): Promise<unknown> {
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined) return undefined; // an id
  if (!facts.isDirectory()) return [facts.size, facts.mtimeMs];
  const names = (await readdir(path, { recursive: true })).sort();
  return Promise.all(
    names.map(async (name) => {
      const { size, mtimeMs } = await stat(join(path, name));
      return [name, size, mtimeMs];
    }),
  );
}
