import { ModelInvalidError, UnsupportedError } from '../errors/index.js';
import type { GraphEdit, WeightsEdit } from '../model/graph-edit.js';
import type { Model } from '../model/model.js';
import { changeWeights, type WeightChange, weightId } from '../onnx/edits/change-weights.js';
import { model as modelFields } from '../onnx/graph-node.js';
import { fieldOf } from '../onnx/message.js';
import { outlineGraph } from '../onnx/outline-graph.js';
import type { NewTensor } from '../onnx/term.js';
import { type WeightPlace, weightPlaces } from '../onnx/weight-places.js';
import { sizeOf } from '../tensor/tensor.js';
import type { Warning } from '../warning.js';
import { type LayerScale, type LayerTensors, layerChange, type Rows } from './layer-change.js';
import { familyOfLora } from './lora-family.js';
import type { LoraFile, LoraLayer } from './lora-file.js';
import { flat, type LoraPart } from './lora-key.js';
import { otherNames } from './other-names.js';
import type { WeightedLora } from './weighted-lora.js';

/** Where a layer of a LoRA file goes: a weight of the model, and the rows of the file's layer that are for it. */
interface Target {
  readonly component: string;
  readonly place: WeightPlace;
  readonly rows?: Rows | undefined;
}

/** What LoRAs make of a model. */
export interface MatchedLoras {
  /** What is changed of the graph of each network. */
  readonly edits: Readonly<Record<string, readonly WeightsEdit[]>>;
  readonly warnings: readonly Warning[];
  /** Names of tensors of which the model has no layer. */
  readonly unmatched: readonly string[];
}

/** The layers of a model by every name that LoRA files have for them. */
type Index = ReadonlyMap<string, readonly Target[]>;

/** Places are read from a graph once a model. */
const known = new WeakMap<Model, Map<string, Promise<Index>>>();

/**
 * Finds for each layer of LoRA files the weights of a model that it changes. Layers that the model lacks are left out, with
 * a warning that names them.
 *
 * @throws UnsupportedError `UNSUPPORTED` for a file of which nothing fits, and for weights that are stored in fewer than 16 bits.
 */
export async function matchLoras(model: Model, loras: readonly WeightedLora[]): Promise<MatchedLoras> {
  const warnings: Warning[] = [];
  const left: string[] = [];
  const changed = new Map<string, Change[]>();
  for (const lora of loras) {
    const { file } = lora;
    const missing: string[] = [];
    const fitting: LoraLayer[] = [];
    for (const layer of file.layers) {
      const weight = layer.target === 'denoiser' ? lora.weight : lora.textEncoderWeight;
      const targets = await targetsOf(model, layer);
      const fits = targets.every(
        ({ place, rows }) => changeOf(layer, hollow(layer), place, weight, rows) !== undefined,
      );
      if (targets.length === 0 || !fits) {
        missing.push(...layer.names);
        continue;
      }
      fitting.push(layer);
      if (weight === 0) continue; // bit for bit the model without it
      for (const { component, place, rows } of targets) {
        if (place.quantised) throw quantised(file, place);
        if (!changed.has(component)) changed.set(component, []);
        changed.get(component)!.push({ file, layer, place, weight, rows });
      }
    }
    if (!isForModel(file.layers, fitting)) throw nothingFits(file, model);
    missing.push(...file.unread);
    left.push(...missing);
    if (missing.length > 0) warnings.push(unmatched(file, missing));
  }
  const edits = [...changed].map(([component, changes]) => [component, [weightsEdit(changes)]] as const);
  return { edits: Object.fromEntries(edits), warnings, unmatched: left };
}

interface Change {
  readonly file: LoraFile;
  readonly layer: LoraLayer;
  readonly place: WeightPlace;
  readonly weight: number;
  readonly rows?: Rows | undefined;
}

function changeOf(
  { alpha, rankStabilised }: LoraLayer,
  tensors: LayerTensors,
  { dims }: WeightPlace,
  weight: number,
  rows: Rows | undefined,
): WeightChange | undefined {
  const scale: LayerScale = { weight, alpha, rankStabilised };
  return layerChange(tensors, dims, scale, rows);
}

/** Its tensors without their numbers: enough to see whether they fit. */
function hollow({ parts }: LoraLayer): LayerTensors {
  const empty = (dims: readonly number[]): NewTensor => ({ type: 'float32', dims, bytes: new Uint8Array(0) });
  return new Map([...parts].map(([part, { dims }]): [LoraPart, NewTensor] => [part, empty(dims)]));
}

/** Merges the LoRAs into one network while it is opened. They are told apart by their files' hashes and weights. */
function weightsEdit(changes: readonly Change[]): WeightsEdit {
  const files = [...new Set(changes.map(({ file }) => file))];
  const weightsOf = (file: LoraFile) => changes.find((change) => change.file === file)!.weight;
  return {
    kind: 'weights',
    loras: files.map((file) => [file.sha256, weightsOf(file)] as const),
    bytes: [...new Set(changes.map(({ place }) => place))].reduce((sum, { dims }) => sum + 4 * sizeOf(dims), 0),
    async change(graph) {
      const byPath = new Map<string, WeightChange[]>();
      for (const file of files) {
        const own = changes.filter((change) => change.file === file);
        const read = await file.read([...new Set(own.map(({ layer }) => layer))]);
        for (const { layer, place, weight, rows } of own) {
          const id = weightId(place);
          if (!byPath.has(id)) byPath.set(id, []);
          byPath.get(id)!.push(changeOf(layer, read.get(layer)!, place, weight, rows)!);
        }
      }
      return changeWeights(graph, byPath);
    },
  };
}

async function targetsOf(model: Model, { target, kind, layer }: LoraLayer): Promise<readonly Target[]> {
  const { family, folder } = model.description;
  const components =
    target === 'denoiser'
      ? [family.denoiser]
      : // FLUX's T5 is the second encoder here and the third in kohya's files, Stable Diffusion XL's refiner has the second alone.
        [target, 'text_encoder', 'text_encoder_2', 'text_encoder_3'];
  for (const component of new Set(components)) {
    if (folder.components[component] === undefined) continue;
    if (component !== target && target !== 'denoiser' && folder.components[target] !== undefined) continue;
    const index = await indexOf(model, component);
    // transformers 5 leaves out the first of these.
    const names = [layer, layer.replace(/^text_model_/, ''), `text_model_${layer}`];
    const found = names.map((name) => index.get(`${kind} ${name}`)).find((targets) => targets !== undefined);
    if (found !== undefined) return found;
  }
  return [];
}

function indexOf(model: Model, component: string): Promise<Index> {
  const indexes = known.get(model) ?? new Map<string, Promise<Index>>();
  known.set(model, indexes);
  const index = indexes.get(component) ?? readIndex(model, component);
  indexes.set(component, index);
  index.catch(() => indexes.delete(component)); // whoever asks next tries again
  return index;
}

async function readIndex(model: Model, component: string): Promise<Index> {
  const { path } = model.description.folder.components[component]!;
  const { files } = model;
  const size = (await files.list()).find((entry) => entry.path === path)!.size;
  try {
    const { graph: outline } = await outlineGraph((from, to) => files.read(path, { from, to }), size, path);
    return nameLayers(component, weightPlaces(fieldOf(outline, modelFields.graph)!.content));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = `${component}: expected an ONNX graph in ${path}, but ${error.message}.`;
    throw new ModelInvalidError(component, message, { cause: error });
  }
}

function nameLayers(component: string, places: readonly WeightPlace[]): Index {
  const index = new Map<string, Target[]>();
  const resnets = places.flatMap(({ path }) => /(?:^|\.)down_blocks\.0\.resnets\.(\d+)\./.exec(path)?.[1] ?? []);
  const layersPerBlock = new Set(resnets).size;
  const together = new Map<string, { place: WeightPlace; part: number }[]>();
  for (const place of places) {
    const { kind, path, dims } = place;
    index.set(`${kind} ${flat(path)}`, [{ component, place }]);
    for (const other of otherNames(path, dims, layersPerBlock)) {
      const name = `${kind} ${other.name}`;
      const { part, swapped } = other;
      if (part !== undefined) together.set(name, [...(together.get(name) ?? []), { place, part }]);
      else index.set(name, [{ component, place, ...(swapped && { rows: halvesSwapped(dims[0]!) }) }]);
    }
  }
  for (const [name, parts] of together) {
    let from = 0;
    const targets = parts
      .sort((a, b) => a.part - b.part)
      .map(({ place }) => {
        const to = from + place.dims[0]!;
        const rows: Rows = [[from, to]];
        from = to;
        return { component, place, rows };
      });
    index.set(name, targets);
  }
  return index;
}

const halvesSwapped = (rows: number): Rows => [
  [rows / 2, rows],
  [0, rows / 2],
];

function unmatched({ name, layers }: LoraFile, missing: readonly string[]): Warning {
  const some = missing.slice(0, 20).join(', ');
  const more = missing.length > 20 ? ` and ${missing.length - 20} more` : '';
  return {
    code: 'lora-unmatched',
    message: `${name}: ${missing.length} tensors are of layers that this model does not have, and were left out (${some}${more}); the others of its ${layers.length} layers are merged.`,
  };
}

/**
 * Text encoders are shared by families, and some shapes too: what tells is whether any layer of the denoiser fits, and, of
 * those that read the text, whose width is the family's own, any.
 */
function isForModel(layers: readonly LoraLayer[], fitting: readonly LoraLayer[]): boolean {
  const groups = [
    () => true,
    ({ target }: LoraLayer) => target === 'denoiser',
    ({ target, layer }: LoraLayer) => target === 'denoiser' && /_attn2_to_[kv]$/.test(layer),
  ];
  return groups.every((group) => !layers.some(group) || fitting.some(group));
}

function nothingFits(file: LoraFile, { description }: Model): UnsupportedError {
  const made = familyOfLora(file.layers);
  const { layer, target } = file.layers[0]!;
  return new UnsupportedError(
    'lora',
    `lora: expected layers of ${description.folder.name} (${description.family.name}) in ${file.name}, found others among its ${file.layers.length} (such as ${target} ${layer}).${made ? ` It was made for ${made}.` : ''}`,
  );
}

const quantised = ({ name }: LoraFile, { path, quantised }: WeightPlace) =>
  new UnsupportedError(
    'lora',
    `lora: ${name} cannot be merged into ${path}, whose weights are quantised or packed for one processor (${quantised}). Take the model's float16 or float32 export.`,
  );
