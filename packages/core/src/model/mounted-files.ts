import type { ModelFiles } from '../backend/files.js';

/** Files of another folder among a model's own. */
export interface Mount {
  readonly files: ModelFiles;
  /** What its paths begin with in the model, ending in `/`. */
  readonly folder: string;
  /** Paths that are the other folder's by their own names, whether or not the model has such a file. */
  readonly replaced: readonly string[];
}

/** The files of both. */
export function mountedFiles(files: ModelFiles, { files: other, folder, replaced }: Mount): ModelFiles {
  const place = (path: string): readonly [ModelFiles, string] => {
    if (path.startsWith(folder)) return [other, path.slice(folder.length)];
    return [replaced.includes(path) ? other : files, path];
  };
  const apart = (paths: readonly string[]) =>
    [files, other]
      .map((one) => ({ one, own: paths.map(place).flatMap(([of, path]) => (of === one ? [path] : [])) }))
      .filter(({ own }) => own.length > 0);
  const at = (path: string) => {
    const [of, own] = place(path);
    return { of, own };
  };
  return {
    id: files.id,
    location: files.location,
    async list() {
      const own = (await files.list()).filter(({ path }) => place(path)[0] === files);
      const others = (await other.list()).map((entry) =>
        replaced.includes(entry.path) ? entry : { ...entry, path: `${folder}${entry.path}` },
      );
      return [...own, ...others];
    },
    read: async (path, range) => at(path).of.read(at(path).own, range),
    locate: async (path) => at(path).of.locate(at(path).own),
    async fetch(paths, context) {
      for (const { one, own } of apart(paths)) await one.fetch(own, context);
    },
    /** Of both places, since neither alone names what painted. */
    async fingerprint(paths) {
      const hashes = await Promise.all(apart(paths).map(({ one, own }) => one.fingerprint(own)));
      return hashes.join('+');
    },
    async state() {
      const states = await Promise.all([files, other].map((one) => one.state?.()));
      return states.join('+');
    },
  };
}
