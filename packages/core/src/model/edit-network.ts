import type { EditedGraph, EditTarget, ModelFiles } from '../backend/files.js';
import { UnsupportedError } from '../errors/index.js';
import { addLayerOutputs } from '../onnx/edits/add-layer-outputs.js';
import { widenFloat16 } from '../onnx/edits/widen-float16.js';
import { outlineGraph } from '../onnx/outline-graph.js';
import { type GraphEdit, layerOutput, normedOutput } from './graph-edit.js';
import type { ComponentInspection } from './inspect.js';

/** What is changed of a network's graph while it is opened: for where it is to run, and what is asked of it. */
export type NetworkEditor = (
  files: ModelFiles,
  network: Pick<ComponentInspection, 'name' | 'path' | 'weights' | 'float16'>,
  edits: readonly GraphEdit[],
  target: EditTarget,
) => Promise<EditedGraph | undefined>;

/**
 * Edits a network on its way to the runtime. Its weights stay in their files; nothing is written.
 *
 * @returns nothing where it runs as it is, or where this is no graph: opening it will tell.
 * @throws UnsupportedError `UNSUPPORTED` for an edit that the graph has no place for.
 */
export const editNetwork: NetworkEditor = async (files, { name, path, weights, float16 }, edits, target) => {
  const widens = float16 && !target.float16;
  if (!widens && edits.length === 0) return undefined;
  const { size } = (await files.list()).find((entry) => entry.path === path)!;
  const location = path.slice(path.lastIndexOf('/') + 1);
  try {
    const outline = await outlineGraph((from, to) => files.read(path, { from, to }), size, location);
    const widened = widens ? widenFloat16(outline.graph) : undefined;
    if (widened === undefined && edits.length === 0) return undefined;
    let graph = widened ?? outline.graph;
    for (const edit of edits) graph = await applyEdit(graph, edit, name);
    return {
      edits: JSON.stringify([...(widened ? ['float32'] : []), ...edits]),
      graph,
      ...(edits.some(({ kind }) => kind === 'weights') && { otherWeights: true }),
      externalData: [...weights, ...(outline.refersToFile ? [{ location, path }] : [])],
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

async function applyEdit(graph: Uint8Array, edit: GraphEdit, component: string): Promise<Uint8Array> {
  switch (edit.kind) {
    case 'weights':
      return edit.change(graph);
    case 'layer-outputs':
      return addLayerOutputs(graph, edit.last, names) ?? noLayers(component);
  }
}

const names = { hidden: layerOutput, normed: normedOutput };

function noLayers(component: string): never {
  throw new UnsupportedError(
    'clipSkip',
    `${component}: expected a transformer whose layers can be told apart, to take what lies before its last one; its graph shows none. Leave clipSkip out, or export it with all hidden states.`,
  );
}
