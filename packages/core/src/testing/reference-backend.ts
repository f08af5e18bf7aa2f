import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import sharp from 'sharp';
import type { Backend } from '../backend/backend.js';
import type { ModelFiles } from '../backend/files.js';
import type { ElementType, TensorSpec } from '../backend/network-tensor.js';
import type { Feeds } from '../backend/runtime.js';

/** ONNX Runtime without a worker, sharp without care: just enough to hold core against the reference pipelines. */
export const referenceBackend: Backend<URL> = {
  name: 'reference',
  async createSession({ path, files, edit }) {
    const located = await files.locate(path);
    const model = typeof located === 'string' ? located : new Uint8Array(await located.arrayBuffer());
    const edited = await edit?.({ float16: false });
    // Weights that lay in a graph which is but bytes are read from a file that is gone once they are.
    const folder = typeof model === 'string' ? dirname(model) : await mkdtemp(join(tmpdir(), 'overpaint-graph-'));
    if (typeof model !== 'string' && edited) await writeFile(join(folder, basename(path)), model);
    // Two overloads of one function: a path and bytes.
    const session = await InferenceSession.create((edited?.graph ?? model) as string, {
      ...(edited && { extra: { session: { model_external_initializers_file_folder_path: folder } } }),
    });
    if (typeof model !== 'string') await rm(folder, { recursive: true });
    const specs = (metadata: InferenceSession['inputMetadata']): TensorSpec[] =>
      metadata.map((value) => {
        if (!value.isTensor) throw new Error(`${value.name} is no tensor`);
        return { name: value.name, type: value.type as ElementType, dims: value.shape };
      });
    return {
      inputs: specs(session.inputMetadata),
      outputs: specs(session.outputMetadata),
      async run(feeds, fetches) {
        const values = Object.entries(feeds).map(([name, { type, data, dims }]) => [
          name,
          new OrtTensor(type, data as Float32Array, dims),
        ]);
        const outputs = await session.run(
          Object.fromEntries(values),
          fetches ? [...fetches] : [...session.outputNames],
        );
        return Object.fromEntries(
          Object.entries(outputs).map(([name, { type, data, dims }]) => [name, { type, data, dims }]),
        ) as unknown as Feeds;
      },
      dispose: () => session.release(),
    };
  },
  async openImage(input) {
    const picture = sharp(fileURLToPath(input));
    const { width, height } = await picture.metadata();
    const decode = async () => {
      const data = await picture.ensureAlpha().raw().toBuffer();
      return { width, height, data: new Uint8ClampedArray(data) };
    };
    return { width, height, decode };
  },
  encodeImage: ({ width, height, data }) =>
    sharp(data, { raw: { width, height, channels: 4 } })
      .png()
      .toBuffer(),
  detect: () => Promise.reject(new Error('not here')),
  dispose: async () => {},
};

/** A model folder on disk. */
export function referenceFiles(folder: URL): ModelFiles {
  const root = fileURLToPath(folder);
  return {
    id: root.split('/').at(-2)!,
    location: root,
    async list() {
      const paths = await readdir(root, { recursive: true, withFileTypes: true });
      const files = paths.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
      return Promise.all(
        files.map(async (path) => ({ path: relative(root, path), size: (await stat(path)).size, present: true })),
      );
    },
    read: async (path, range) => (await readFile(join(root, path))).subarray(range?.from, range?.to),
    fetch: async () => {},
    locate: async (path) => join(root, path),
    async fingerprint(paths) {
      const hash = createHash('sha256');
      for (const path of paths) hash.update(await readFile(join(root, path)));
      return hash.digest('hex');
    },
  };
}
