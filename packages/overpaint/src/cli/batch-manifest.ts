import { type FileHandle, open, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { removeUnfinished, StorageError } from '../index.js';
import { makeFolder } from './folders.js';
import { sha256Of } from './hashes.js';

/** A result as the manifest keeps it. */
export interface KeptResult {
  /** Relative to the manifest's folder, so that the folder may be moved. */
  readonly path: string;
  readonly sha256: string;
}

/** A line of the manifest. */
type Line =
  /** A result that is about to be written: after a crash it is known by its sha256 whether it was. */
  | {
      readonly key: string;
      readonly input: string;
      readonly seed?: number | undefined;
      readonly number: string;
      readonly writes: KeptResult;
    }
  /** A source of which everything is there. */
  | { readonly key: string; readonly input: string; readonly done: readonly string[] };

/** A source that an earlier run began. */
export interface Begun {
  /** Of its first picture, once there was one. */
  readonly seed: number | undefined;
  /** Its results that are whole, by their numbers: another run puts its own in their place. */
  readonly results: ReadonlyMap<string, string>;
}

/** What is done of a batch, in one file that only grows: a line that a crash has cut is no line. */
export interface BatchManifest {
  /** The results of a source, if all of them are there still. */
  done(key: string): Promise<readonly string[] | undefined>;
  begun(key: string): Promise<Begun | undefined>;
  /** Called before a result is written. */
  writes(
    key: string,
    facts: { input: string; seed: number | undefined; number: string; path: string; bytes: Uint8Array },
  ): Promise<void>;
  finish(key: string, input: string, outputs: readonly string[]): Promise<void>;
  /** Whether a path is one of its results. */
  isResult(path: string): boolean;
  close(): Promise<void>;
}

export const manifestName = 'overpaint-batch.jsonl';

/** The manifest of a folder, as it is found there, or a new one. @throws StorageError `STORAGE` */
export async function openManifest(folder: string): Promise<BatchManifest> {
  await makeFolder(folder);
  await removeUnfinished(folder); // also where there is nothing left to be written
  const file = join(folder, manifestName);
  const finished = new Map<string, readonly string[]>();
  const started = new Map<string, { seed: number | undefined; writes: Map<string, KeptResult> }>();
  const text = await readFile(file, 'utf8').catch(() => '');
  for (const line of text.split('\n')) read(line);
  const handle = await open(file, 'a').catch((cause: Error) => {
    throw refusal(file, cause);
  });
  if (text !== '' && !text.endsWith('\n')) await append(handle, file, '\n'); // what a crash has cut ends here

  function read(line: string): void {
    const { key, ...entry } = (parse(line) ?? {}) as Partial<Line & { writes: KeptResult; done: readonly string[] }>;
    if (typeof key !== 'string') return;
    if ('done' in entry && Array.isArray(entry.done)) {
      finished.set(key, entry.done);
      started.delete(key); // thousands of them stay small
    } else if ('writes' in entry && typeof entry.writes?.path === 'string') {
      const { seed, number, writes } = entry as { seed?: number; number: string; writes: KeptResult };
      const one = { seed, writes: new Map<string, KeptResult>(), ...started.get(key) };
      one.seed ??= seed;
      one.writes.set(number, writes);
      started.set(key, one);
    }
  }
  const results = new Set([...finished.values()].flat());
  for (const { writes } of started.values()) for (const { path } of writes.values()) results.add(path);
  const write = (line: Line) => append(handle, file, `${JSON.stringify(line)}\n`);
  const inside = (path: string) => relative(folder, resolve(path)) || '.';
  const outside = (path: string) => join(folder, path);

  return {
    async done(key) {
      const paths = finished.get(key)?.map(outside);
      if (paths === undefined) return undefined;
      const there = await Promise.all(
        paths.map((path) =>
          stat(path).then(
            (facts) => facts.size > 0,
            () => false,
          ),
        ),
      );
      return there.every(Boolean) ? paths : undefined;
    },
    async begun(key) {
      const found = started.get(key);
      if (found === undefined) return undefined;
      const whole = [...found.writes].map(async ([number, { path, sha256 }]) => {
        const bytes = await readFile(outside(path)).catch(() => undefined);
        return bytes && sha256Of(bytes) === sha256 ? [[number, outside(path)] as const] : [];
      });
      return { seed: found.seed, results: new Map((await Promise.all(whole)).flat()) };
    },
    async writes(key, { input, seed, number, path, bytes }) {
      await write({ key, input, seed, number, writes: { path: inside(path), sha256: sha256Of(bytes) } });
    },
    async finish(key, input, outputs) {
      await write({ key, input, done: outputs.map(inside) });
    },
    isResult: (path) => results.has(inside(path)),
    close: () => handle.close(),
  };
}

/** On the disk before it counts: what a line says must hold after the power has failed. */
async function append(handle: FileHandle, file: string, text: string): Promise<void> {
  try {
    await handle.appendFile(text);
    await handle.datasync();
  } catch (cause) {
    throw refusal(file, cause as Error);
  }
}

function refusal(file: string, cause: Error): StorageError {
  return new StorageError(`${file} could not be written (${cause.message}). It says what is done, for --resume.`, {
    cause,
  });
}

function parse(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined; // cut off, or somebody else's
  }
}
