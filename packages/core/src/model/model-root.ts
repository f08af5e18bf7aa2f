import type { ModelFiles } from '../backend/files.js';
import { graphPaths } from './graph-paths.js';

/**
 * A model's files seen from where the model lies: some repositories keep it one folder down, beside a readme. Where no
 * one folder holds it, the files as they are.
 */
export async function modelRoot(files: ModelFiles): Promise<ModelFiles> {
  const entries = await files.list();
  const holdsModel = (prefix: string) => {
    const inside = entries.flatMap(({ path, ...rest }) =>
      path.startsWith(prefix) ? [{ ...rest, path: path.slice(prefix.length) }] : [],
    );
    const found = graphPaths(inside);
    return 'unet' in found || 'transformer' in found;
  };
  if (holdsModel('')) return files;
  const folders = new Set(entries.flatMap(({ path }) => /^[^/]+\//.exec(path)?.[0] ?? []));
  const roots = [...folders].filter(holdsModel);
  return roots.length === 1 ? below(files, roots[0]!) : files;
}

function below(files: ModelFiles, prefix: string): ModelFiles {
  const inside = (path: string) => `${prefix}${path}`;
  return {
    id: files.id,
    location: `${files.location}/${prefix.slice(0, -1)}`,
    dtype: files.dtype,
    list: async () =>
      (await files.list()).flatMap((entry) =>
        entry.path.startsWith(prefix) ? [{ ...entry, path: entry.path.slice(prefix.length) }] : [],
      ),
    read: (path, range) => files.read(inside(path), range),
    fetch: (paths, context) => files.fetch(paths.map(inside), context),
    locate: (path) => files.locate(inside(path)),
    fingerprint: (paths) => files.fingerprint(paths.map(inside)),
    ...(files.state && { state: () => files.state!() }),
  };
}
