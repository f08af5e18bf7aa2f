import { basename, relative, resolve } from 'node:path';
import { type BatchManifest, type Begun, manifestName, openManifest } from './batch-manifest.js';
import type { Destination } from './destination.js';
import type { Writing } from './free-names.js';
import { fingerprintOf, sha256OfFile } from './hashes.js';
import { optionsKey } from './options-key.js';
import type { PaintFlags } from './painting-options.js';
import type { Picture } from './pictures.js';
import { UsageError } from './usage-error.js';

/** A source of a batch that can be taken up again. */
export interface BatchSource {
  /** What earlier runs made of it by the same options, if that is all of it. */
  readonly done: readonly string[] | undefined;
  /** What an earlier run began and did not end. */
  readonly begun: Begun | undefined;
  /** How its `number`-th result is written, so that the manifest knows of it. */
  writing(facts: { readonly number: string; readonly seed: number | undefined; readonly bytes: Uint8Array }): Writing;
  finish(outputs: readonly string[]): Promise<void>;
}

/** What `--resume` keeps: in each folder of results a manifest of what is done there. */
export interface Batch {
  /** Whether a picture is a result of this batch, which a pattern such as `photos/*` matches the next time. */
  isResult(picture: Picture): Promise<boolean>;
  source(picture: Picture): Promise<BatchSource>;
  close(): Promise<void>;
}

/** @throws UsageError where results have no folder */
export async function openBatch(flags: PaintFlags, destination: Destination): Promise<Batch> {
  const key = await optionsKey(flags);
  const manifests = new Map<string, Promise<BatchManifest>>();
  const manifestOf = (picture: Picture): readonly [string, Promise<BatchManifest>] => {
    const folder = destination.folderOf(picture);
    if (folder === undefined) throw new UsageError('--resume is for results in a folder. Name one with -o: -o out/');
    const path = resolve(folder);
    if (!manifests.has(path)) manifests.set(path, openManifest(folder)); // which is told as it was written
    return [path, manifests.get(path)!];
  };

  return {
    async isResult(picture) {
      if (picture.path === undefined) return false;
      return basename(picture.path) === manifestName || (await manifestOf(picture)[1]).isResult(picture.path);
    },
    async source(picture) {
      const [folder, opening] = manifestOf(picture);
      const manifest = await opening;
      const { path, input } = picture;
      const identity = path === undefined ? [input] : [relative(folder, path), await sha256OfFile(path)];
      const id = fingerprintOf([key, ...identity]);
      const begun = await manifest.begun(id);
      return {
        done: await manifest.done(id),
        begun,
        writing: ({ number, seed, bytes }) => ({
          before: (path) => manifest.writes(id, { input, seed, number, path, bytes }),
          replaces: begun?.results.get(number),
        }),
        finish: (outputs) => manifest.finish(id, input, outputs),
      };
    },
    async close() {
      for (const manifest of manifests.values()) await (await manifest).close();
    },
  };
}
