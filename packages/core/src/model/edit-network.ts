import type { EditedGraph, EditTarget, ModelFiles } from '../backend/files.js';
import { widenFloat16 } from '../onnx/edits/widen-float16.js';
import { outlineGraph } from '../onnx/outline-graph.js';
import type { ComponentInspection } from './inspect.js';

/** What is changed of a network's graph while it is opened. */
export type NetworkEditor = (
  files: ModelFiles,
  network: Pick<ComponentInspection, 'path' | 'weights'>,
  target: EditTarget,
) => Promise<EditedGraph | undefined>;

/**
 * Edits a network for where it is to run. Its weights stay in their files; nothing is written.
 *
 * @returns nothing where it runs as it is, or where this is no graph: opening it will tell.
 */
export const editNetwork: NetworkEditor = async (files, { path, weights }, { float16 }) => {
  if (float16) return undefined;
  const { size } = (await files.list()).find((entry) => entry.path === path)!;
  const location = path.slice(path.lastIndexOf('/') + 1);
  try {
    const outline = await outlineGraph((from, to) => files.read(path, { from, to }), size, location);
    const graph = widenFloat16(outline.graph);
    const own = outline.refersToFile ? [{ location, path }] : [];
    return graph && { edits: 'float32', graph, externalData: [...weights, ...own] };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};
