import type { ModelFileEntry } from '../backend/files.js';
import { type Dtype, dtypes } from './dtype.js';

/** What a graph's name ends with for each, the plain name being the full precision. */
const suffixes: Readonly<Record<Dtype, string>> = {
  fp32: '',
  fp16: '_fp16',
  int8: '_int8',
  uint8: '_uint8',
  q8: '_quantized',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
};

/** Every network that a model of any family may have. */
const networks = [
  'text_encoder',
  'text_encoder_2',
  'text_encoder_3',
  'unet',
  'transformer',
  'vae_encoder',
  'vae_decoder',
] as const;

interface Graph {
  readonly path: string;
  readonly component: string;
  readonly dtype: Dtype;
}

/**
 * Where each network's graph lies: `unet/model.onnx`, the only graph of `unet/`, `unet.onnx`, `onnx/unet_model_q4f16.onnx`.
 * Of several precisions the one asked for, else the fullest.
 */
export function graphPaths(entries: readonly ModelFileEntry[], dtype?: Dtype): Readonly<Record<string, string>> {
  return { ...pathsBelow('', entries, dtype), ...tinyGraphs(pathsBelow(tinyFolder, entries, dtype)) };
}

/** Where a small autoencoder lies beside the model's own, with names of its own inside. */
export const tinyFolder = 'taesd/';

/** Whether a network lies beside those of the model, for calls that ask for it. */
export const isTiny = (component: string): boolean => component.startsWith('tiny_');

/** The halves of a small autoencoder as components of the model that they lie beside. */
export function tinyGraphs(graphs: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const halves = ['vae_encoder', 'vae_decoder'].filter((name) => name in graphs);
  return Object.fromEntries(halves.map((name) => [`tiny_${name}`, `${tinyFolder}${graphs[name]!}`]));
}

/** Where a network's config.json lies. */
export const configPath = (component: string): string => `${component.replace(/^tiny_/, tinyFolder)}/config.json`;

function pathsBelow(
  folder: string,
  entries: readonly ModelFileEntry[],
  dtype: Dtype | undefined,
): Readonly<Record<string, string>> {
  const graphs = entries.flatMap(({ path }) => (path.startsWith(folder) ? graphOf(path.slice(folder.length)) : []));
  const chosen = networks.flatMap((component) => {
    const own = graphs.filter((graph) => graph.component === component);
    const best = own.find((graph) => graph.dtype === dtype) ?? fullest(own);
    return best === undefined ? [] : [[component, best.path] as const];
  });
  return Object.fromEntries(chosen);
}

/** Nothing where there are several that only their names tell apart. */
function fullest(graphs: readonly Graph[]): Graph | undefined {
  if (graphs.length < 2) return graphs[0];
  const standard = graphs.find(({ path }) => path.endsWith('/model.onnx'));
  if (standard !== undefined) return standard;
  const order = dtypes.map((dtype) => graphs.filter((graph) => graph.dtype === dtype)).find((own) => own.length > 0)!;
  return order.length === 1 ? order[0] : undefined;
}

function graphOf(path: string): Graph[] {
  const match = /^(?:onnx\/)?(?:([^/]+)\/)?([^/]+)\.onnx$/.exec(path);
  if (match === null || match[2]!.startsWith('.')) return []; // what systems hide: ._model.onnx
  const [, folder, file = ''] = match;
  const dtype = dtypes.find((one) => suffixes[one] !== '' && file.endsWith(suffixes[one])) ?? 'fp32';
  const stem = file.slice(0, file.length - suffixes[dtype].length);
  const component = networks.find((name) =>
    folder === undefined ? stem === name || stem === `${name}_model` : folder === name,
  );
  return component === undefined ? [] : [{ path, component, dtype }];
}
