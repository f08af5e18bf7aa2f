import type { FetchContext, ModelFiles } from '../backend/files.js';
import { ModelInvalidError } from '../errors/index.js';

const isVae = (path: string) => /^vae_(encoder|decoder)\//.test(path);

/**
 * A model's files with the autoencoder of another folder in place of its own: a small one (TAESD) for speed, or a fine-tuned
 * one. What the other folder lacks (an encoder, where only a decoder was exported) stays the model's.
 *
 * @throws ModelInvalidError `MODEL_INVALID` when there is no autoencoder in it.
 */
export async function withOtherVae(files: ModelFiles, vae: ModelFiles): Promise<ModelFiles> {
  const entries = await vae.list();
  const networks = new Set(entries.filter(({ path }) => isVae(path)).map(({ path }) => path.split('/')[0]!));
  if (networks.size === 0) {
    throw new ModelInvalidError(
      'vae',
      `vae: expected a folder with vae_decoder/model.onnx, vae_encoder/model.onnx or both in ${vae.location}, found neither.`,
    );
  }
  const of = (path: string) => (networks.has(path.split('/')[0]!) ? vae : files);
  const parts = (paths: readonly string[]) =>
    [files, vae]
      .map((one) => ({ one, own: paths.filter((path) => of(path) === one) }))
      .filter(({ own }) => own.length > 0);
  return {
    id: files.id,
    location: files.location,
    async list() {
      const own = (await files.list()).filter(({ path }) => of(path) === files);
      const other = entries.filter(({ path }) => of(path) === vae && isVae(path));
      return [...own, ...other].sort((a, b) => (a.path < b.path ? -1 : 1));
    },
    read: (path, range) => of(path).read(path, range),
    async fetch(paths, context?: FetchContext) {
      for (const { one, own } of parts(paths)) await one.fetch(own, context);
    },
    locate: (path) => of(path).locate(path),
    /** Of both places, since neither alone names what painted. */
    async fingerprint(paths) {
      const hashes = await Promise.all(parts(paths).map(({ one, own }) => one.fingerprint(own)));
      return hashes.join('+');
    },
    async state() {
      const states = await Promise.all([files, vae].map((one) => one.state?.()));
      return states.join('+');
    },
  };
}
