import type { ModelFiles } from '../backend/files.js';
import { ModelInvalidError } from '../errors/index.js';
import type { Layout } from './layout.js';

/** Where the other folder's files lie in the model's. */
const mount = 'other-vae/';

/**
 * A model with the autoencoder of another folder in place of its own: a small one (TAESD) for speed, or a fine-tuned one.
 * What the other folder lacks (an encoder, where only a decoder was exported) stays the model's.
 *
 * @throws ModelInvalidError `MODEL_INVALID` when there is no autoencoder in it.
 */
export async function withOtherVae(model: Layout, vae: Layout): Promise<Layout> {
  const replaced = ['vae_encoder', 'vae_decoder'].filter((name) => name in vae.graphs);
  if (replaced.length === 0) {
    throw new ModelInvalidError(
      'vae',
      `vae: expected a folder with vae_decoder/model.onnx, vae_encoder/model.onnx or both in ${vae.files.location}, found neither.`,
    );
  }
  const graphs = Object.fromEntries(replaced.map((name) => [name, `${mount}${vae.graphs[name]!}`]));
  return { files: joined(model.files, vae.files, replaced), graphs: { ...model.graphs, ...graphs } };
}

/** The files of both; config.json of the networks replaced is the other folder's. */
function joined(files: ModelFiles, vae: ModelFiles, replaced: readonly string[]): ModelFiles {
  const configs = replaced.map((name) => `${name}/config.json`);
  const place = (path: string): readonly [ModelFiles, string] => {
    if (path.startsWith(mount)) return [vae, path.slice(mount.length)];
    return [configs.includes(path) ? vae : files, path];
  };
  const apart = (paths: readonly string[]) =>
    [files, vae]
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
      const own = (await files.list()).filter(({ path }) => !configs.includes(path));
      const other = (await vae.list()).map((entry) =>
        configs.includes(entry.path) ? entry : { ...entry, path: `${mount}${entry.path}` },
      );
      return [...own, ...other].sort((a, b) => (a.path < b.path ? -1 : 1));
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
      const states = await Promise.all([files, vae].map((one) => one.state?.()));
      return states.join('+');
    },
  };
}
