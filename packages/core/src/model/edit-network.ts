import type { EditedGraph, EditTarget, ModelFiles } from '../backend/files.js';
import { UnsupportedError } from '../errors/index.js';
import { addLayerOutputs } from '../onnx/edits/add-layer-outputs.js';
import { addResidualInputs, type ResidualGraph } from '../onnx/edits/add-residual-inputs.js';
import { cutAtFirstBlock } from '../onnx/edits/first-block-cache.js';
import { countSkipConnections, keepDeepFeatures, reuseDeepFeatures } from '../onnx/edits/reuse-deep-features.js';
import { widenFloat16 } from '../onnx/edits/widen-float16.js';
import { type Outline, outlineGraph } from '../onnx/outline-graph.js';
import { deepFeatures, firstBlock, type GraphEdit, layerOutput, normedOutput, residualInput } from './graph-edit.js';
import type { ComponentInspection } from './inspect.js';

/** A network that is edited: as far as it matters for that. */
export interface EditedNetwork extends Pick<ComponentInspection, 'name' | 'path' | 'weights' | 'float16'> {
  /** Whether its attention becomes one operator where its target has that. */
  readonly fuses?: boolean;
}

/** What is changed of a network's graph while it is opened: for where it is to run, and what is asked of it. */
export type NetworkEditor = (
  files: ModelFiles,
  network: EditedNetwork,
  edits: readonly GraphEdit[],
  target: EditTarget,
) => Promise<EditedGraph | undefined>;

/**
 * Edits a network on its way to the runtime. Its weights stay in their files; nothing is written.
 *
 * @returns nothing where it runs as it is, or where this is no graph: opening it will tell.
 * @throws UnsupportedError `UNSUPPORTED` for an edit that the graph has no place for.
 */
export const editNetwork: NetworkEditor = async (files, { name, path, weights, float16, fuses }, edits, target) => {
  const widens = float16 && !target.float16;
  const fuse = fuses ? target.fuseAttention : undefined;
  if (!widens && !fuse && edits.length === 0) return undefined;
  try {
    const outline = await outlineOf(files, path);
    const widened = widens ? widenFloat16(outline.graph) : undefined;
    const edited = async (edits: readonly GraphEdit[]) => {
      let graph = widened ?? outline.graph;
      for (const edit of edits) graph = await apply(graph, edit, name);
      const fused = fuse?.(graph);
      const all = [...(widened ? ['float32'] : []), ...edits, ...(fused ? ['attention'] : [])];
      return { edits: all.length > 0 ? JSON.stringify(all) : '', graph: fused ?? graph };
    };
    const whole = await edited(edits);
    if (whole.edits === '') return undefined;
    const others = edits.filter(({ kind }) => kind !== 'weights');
    return {
      ...whole,
      ...(others.length < edits.length && { plain: () => edited(others) }),
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

/** @throws UnsupportedError `UNSUPPORTED` where the graph shows no place for the edit. */
async function apply(graph: Uint8Array, edit: GraphEdit, component: string): Promise<Uint8Array> {
  const refuse = (feature: string, text: string): never => {
    throw new UnsupportedError(feature, `${component}: ${text}`);
  };
  switch (edit.kind) {
    case 'weights':
      return edit.change(graph);
    case 'layer-outputs':
      return addLayerOutputs(graph, edit.last, names) ?? refuse('clipSkip', noLayers);
    case 'residual-inputs': {
      const edited = addResidualInputs(graph, residualInput);
      return edited?.residuals === edit.count ? edited.graph : refuse('controlNet', otherSkips(edit.count, edited));
    }
    case 'keep-deep-features':
      return keepDeepFeatures(graph, edit.depth, deepFeatures) ?? refuse('speed', tooFewSkips(edit.depth));
    case 'reuse-deep-features':
      return reuseDeepFeatures(graph, edit.depth, deepFeatures) ?? refuse('speed', tooFewSkips(edit.depth));
    case 'first-block':
      return cutAtFirstBlock(graph, edit.part, tokenInputs, firstBlock) ?? refuse('speed', noFirstBlock);
    case 'tiles':
      return edit.change(graph) ?? refuse(edit.kind, edit.name);
  }
}

const noLayers =
  'expected a transformer whose layers can be told apart, to take what lies before its last one; its graph shows none. Leave clipSkip out, or export it with all hidden states.';

const noFirstBlock =
  'expected a transformer whose first block can be told apart; its graph shows none. Leave speed.reuse out.';

const tooFewSkips = (depth: number) =>
  `expected a UNet with more than ${depth} skip connections, to keep what comes through the others; its graph shows ${depth === 0 ? 'none' : 'fewer'}. Leave speed.reuse out${depth === 0 ? '' : ', or give a smaller depth'}.`;

const otherSkips = (count: number, found: ResidualGraph | undefined) =>
  `expected a UNet with ${count - 1} skip connections, for which the ControlNet puts out residuals, received ${found ? `one with ${found.residuals - 1}` : 'a graph that shows none'}. Take a ControlNet made for this model's family.`;
