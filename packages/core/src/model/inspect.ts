import type { ExternalData, ModelFileEntry, ModelFiles } from '../backend/files.js';
import { ModelInvalidError, UnsupportedError } from '../errors/index.js';
import { ElementTypeError } from '../onnx/element-type.js';
import { type GraphHeader, readGraph } from '../onnx/read-graph.js';
import { folderPath } from './folder-path.js';
import { configPath } from './graph-paths.js';
import { type JsonObject, readJson, stringOf } from './json.js';
import type { Layout } from './layout.js';
import { type ModelSettings, modelSettings } from './model-settings.js';

/** One network of a model folder, as its graph and its config.json describe it. */
export interface ComponentInspection extends GraphHeader {
  readonly name: string;
  /** The graph file within the folder. */
  readonly path: string;
  /** Bytes of graph and weights. */
  readonly bytes: number;
  /** config.json beside the graph, where there is one. */
  readonly config: JsonObject | undefined;
  /** Every file of this network: the graph and its external data. */
  readonly files: readonly string[];
  /** The external data alone. */
  readonly weights: readonly ExternalData[];
}

/** A model folder, described without loading its weights. */
export interface ModelFolder extends Omit<ModelSettings, 'name' | 'graphs'> {
  readonly id: string;
  readonly location: string;
  readonly name: string;
  /** model_index.json's `_class_name`, where there is one. */
  readonly pipeline: string | undefined;
  readonly index: JsonObject;
  readonly components: Readonly<Record<string, ComponentInspection>>;
  /** scheduler_config.json, where there is one. */
  readonly schedulerConfig: JsonObject | undefined;
  readonly entries: readonly ModelFileEntry[];
  /** Bytes of the components that were not on this machine when it was read. */
  readonly downloadBytes: number;
}

/**
 * Reads the JSON files and graph headers of a model folder.
 *
 * @throws ModelInvalidError `MODEL_INVALID` naming the component whose file is damaged or leads out of the folder.
 */
export async function inspectFolder({ files, graphs: found }: Layout): Promise<ModelFolder> {
  const entries = await files.list();
  const sizes = new Map(entries.map(({ path, size }) => [path, size]));
  const optional = async (path: string, component: string) =>
    sizes.has(path) ? readJson(files, path, component) : undefined;

  // At once, since each may be a request to a server.
  const [index = {}, json = {}, scheduler] = await Promise.all([
    optional('model_index.json', 'model_index.json'),
    optional('overpaint.json', 'overpaint.json'),
    optional('scheduler/scheduler_config.json', 'scheduler'),
  ]);
  for (const key of Object.keys(index)) inside(key, key, files);
  const { graphs: named, ...settings } = modelSettings(json, files.location);
  const graphs: Readonly<Record<string, string>> = { ...found, ...named };

  const inspected = Object.entries(graphs).map(async ([name, graph]) => {
    const path = inside(graph, name, files);
    const readConfig = () => optional(configPath(name), name);
    return [name, await inspectComponent(files, name, path, entries, readConfig)] as const;
  });
  const components = Object.fromEntries(await Promise.all(inspected));
  return {
    ...settings,
    id: files.id,
    location: files.location,
    name: settings.name ?? files.id,
    pipeline: stringOf(index, '_class_name')?.replace(/^(ORT|Onnx)/, ''),
    index,
    components,
    schedulerConfig: scheduler,
    entries,
    downloadBytes: missingBytes(components, entries),
  };
}

/** Reads the header of one network's graph, and finds its weights. */
export async function inspectComponent(
  files: ModelFiles,
  name: string,
  path: string,
  entries: readonly ModelFileEntry[],
  readConfig: () => Promise<JsonObject | undefined>,
): Promise<ComponentInspection> {
  const sizes = new Map(entries.map(({ path, size }) => [path, size]));
  const size = sizes.get(path);
  if (size === undefined) throw new ModelInvalidError(name, `${name}: there is no file ${path} in ${files.location}.`);
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const alone = !entries.some((entry) => entry.path.startsWith(folder) && !/\.(json|txt|md|onnx)$/i.test(entry.path));
  const read = readGraph((from, to) => files.read(path, { from, to }), size, { alone }).catch((cause: unknown) => {
    if (cause instanceof ElementTypeError) {
      throw new UnsupportedError(
        'dtype',
        `${name}: ${path} of ${files.location}: ${cause.message}. Such graphs are made for TensorRT or another GPU runtime; take a float32, float16 or 4-bit (MatMulNBits) export.`,
        { cause },
      );
    }
    if (!(cause instanceof RangeError)) throw cause;
    throw new ModelInvalidError(
      name,
      `${name}: ${path} of ${files.location} (${size} bytes) is not a whole ONNX graph: ${cause.message}. ` +
        'Download or export it again.',
      { cause },
    );
  });
  const [header, config] = await Promise.all([read, readConfig()]);
  const weights = header.externalData.map((location) => ({ location, path: inside(location, name, files, folder) }));
  const all = [...new Set([path, ...weights.map(({ path }) => path)])];
  const bytes = all.reduce((sum, file) => sum + (sizes.get(file) ?? 0), 0);
  return { ...header, name, path, config, files: all, weights, bytes };
}

/** Bytes of networks that have to be fetched before they can be opened. */
export function missingBytes(components: ModelFolder['components'], entries: readonly ModelFileEntry[]): number {
  const needed = new Set(Object.values(components).flatMap(({ files }) => files));
  return entries.reduce((sum, { path, size, present }) => sum + (needed.has(path) && !present ? size : 0), 0);
}

/** @throws ModelInvalidError `MODEL_INVALID` for a path that leads out of the model's folder. */
function inside(path: string, component: string, files: ModelFiles, base = ''): string {
  const found = folderPath(path, base);
  if (found !== undefined) return found;
  throw new ModelInvalidError(
    component,
    `${component}: the path "${path}" leads out of ${files.location}. Expected a path inside the model folder.`,
  );
}

/** A dimension of a network's input, where the graph fixes it. */
export function inputDim(component: ComponentInspection | undefined, name: string, axis: number): number | undefined {
  const dim = component?.inputs.find((input) => input.name === name)?.dims[axis];
  return typeof dim === 'number' ? dim : undefined;
}
