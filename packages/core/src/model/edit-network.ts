import type { EditedGraph, EditTarget, ModelFiles } from '../backend/files.js';
import { UnsupportedError } from '../errors/index.js';
import { addLayerOutputs } from '../onnx/edits/add-layer-outputs.js';
import { addResidualInputs } from '../onnx/edits/add-residual-inputs.js';
import { cutAtFirstBlock } from '../onnx/edits/first-block-cache.js';
import { countSkipConnections, keepDeepFeatures, reuseDeepFeatures } from '../onnx/edits/reuse-deep-features.js';
import { widenFloat16 } from '../onnx/edits/widen-float16.js';
import { type Outline, outlineGraph } from '../onnx/outline-graph.js';
import {
  deepFeatures,
  firstBlock,
  type GraphEdit,
  layerOutput,
  normedOutput,
  type ResidualInputsEdit,
  residualInput,
} from './graph-edit.js';
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
  try {
    const outline = await outlineOf(files, path);
    const widened = widens ? widenFloat16(outline.graph) : undefined;
    if (widened === undefined && edits.length === 0) return undefined;
    let graph = widened ?? outline.graph;
    for (const edit of edits) graph = (await apply(graph, edit, name)) ?? refuse(name, edit);
    return {
      edits: JSON.stringify([...(widened ? ['float32'] : []), ...edits]),
      graph,
      ...(edits.some(({ kind }) => kind === 'weights') && { otherWeights: true }),
      externalData: [...weights, ...(outline.refersToFile ? [{ location: locationOf(path), path }] : [])],
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

/** How many skip connections a network's graph shows; none where it is no UNet, or no graph. */
export type SkipCounter = (files: ModelFiles, network: Pick<ComponentInspection, 'path'>) => Promise<number>;

export const countSkips: SkipCounter = async (files, { path }) => {
  try {
    return countSkipConnections((await outlineOf(files, path)).graph);
  } catch (error) {
    if (error instanceof RangeError) return 0;
    throw error;
  }
};

async function outlineOf(files: ModelFiles, path: string): Promise<Outline> {
  const { size } = (await files.list()).find((entry) => entry.path === path)!;
  return outlineGraph((from, to) => files.read(path, { from, to }), size, locationOf(path));
}

/** What a graph calls the file that it lies in. */
const locationOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

const names = { hidden: layerOutput, normed: normedOutput };

/** What transformers of every family here call them. */
const tokenInputs = { picture: 'hidden_states', text: 'encoder_hidden_states' };

/** The edited graph, or nothing where it shows no place for the edit. */
async function apply(graph: Uint8Array, edit: GraphEdit, component: string): Promise<Uint8Array | undefined> {
  switch (edit.kind) {
    case 'weights':
      return edit.change(graph);
    case 'layer-outputs':
      return addLayerOutputs(graph, edit.last, names);
    case 'residual-inputs':
      return withResiduals(graph, edit, component);
    case 'keep-deep-features':
      return keepDeepFeatures(graph, edit.depth, deepFeatures);
    case 'reuse-deep-features':
      return reuseDeepFeatures(graph, edit.depth, deepFeatures);
    case 'first-block':
      return cutAtFirstBlock(graph, edit.part, tokenInputs, firstBlock);
  }
}

function refuse(component: string, edit: GraphEdit): never {
  if (edit.kind === 'layer-outputs' || edit.kind === 'weights') {
    throw new UnsupportedError(
      'clipSkip',
      `${component}: expected a transformer whose layers can be told apart, to take what lies before its last one; its graph shows none. Leave clipSkip out, or export it with all hidden states.`,
    );
  }
  if (edit.kind !== 'keep-deep-features' && edit.kind !== 'reuse-deep-features') {
    throw new UnsupportedError(
      'speed',
      `${component}: expected a transformer whose first block can be told apart; its graph shows none. Leave speed.reuse out.`,
    );
  }
  throw new UnsupportedError(
    'speed',
    `${component}: expected a UNet with more than ${edit.depth} skip connections, to keep what comes through the others; its graph shows ${edit.depth === 0 ? 'none' : 'fewer'}. Leave speed.reuse out${edit.depth === 0 ? '' : ', or give a smaller depth'}.`,
  );
}

function withResiduals(graph: Uint8Array, { count }: ResidualInputsEdit, component: string): Uint8Array {
  const edited = addResidualInputs(graph, residualInput);
  if (edited?.residuals === count) return edited.graph;
  const found = edited ? `one with ${edited.residuals - 1}` : 'a graph that shows none';
  throw new UnsupportedError(
    'controlNet',
    `${component}: expected a UNet with ${count - 1} skip connections, for which the ControlNet puts out residuals, received ${found}. Take a ControlNet that was made for this model's family.`,
  );
}
