import type { ModelFiles } from '../backend/files.js';
import type { Dtype } from './dtype.js';
import { graphPaths } from './graph-paths.js';
import { modelRoot } from './model-root.js';
import { refusePointers, refusePyTorch } from './not-onnx.js';

/** Where a model lies in its files, and where its networks' graphs. */
export interface Layout {
  readonly files: ModelFiles;
  /** By component. */
  readonly graphs: Readonly<Record<string, string>>;
}

export type LayoutFinder = (files: ModelFiles, dtype?: Dtype) => Promise<Layout>;

/**
 * Understands every layout that models are published in.
 *
 * @throws ModelInvalidError `MODEL_INVALID`, UnsupportedError `UNSUPPORTED` for files that are no ONNX graphs.
 */
export async function findLayout(given: ModelFiles, dtype?: Dtype): Promise<Layout> {
  const files = await modelRoot(given);
  const entries = await files.list();
  await refusePointers(files, entries);
  const graphs = graphPaths(entries, dtype ?? given.dtype);
  if (Object.keys(graphs).length === 0) refusePyTorch(files, entries);
  return { files, graphs };
}

/** The standard one, in which our own models come: `unet/model.onnx` and so on. */
export async function standardLayout(files: ModelFiles): Promise<Layout> {
  const paths = (await files.list()).map(({ path }) => /^([^/]+)\/model\.onnx$/.exec(path));
  return { files, graphs: Object.fromEntries(paths.flatMap((match) => (match ? [[match[1]!, match[0]]] : []))) };
}
