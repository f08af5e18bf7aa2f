import type { ModelFiles } from '../backend/files.js';
import { describeModel, type ModelDescription } from './describe.js';
import type { Dtype } from './dtype.js';
import { configPath } from './graph-paths.js';
import { inspectFolder } from './inspect.js';
import { findLayout, type Layout } from './layout.js';
import { missingWeights, type NeededFile } from './needed-files.js';
import { recogniseFolder } from './recognise.js';

/** What a model's files hold, as far as their headers tell. */
export interface DescribedFiles {
  readonly layout: Layout;
  /** Nothing for a part of a model, such as a small autoencoder. */
  readonly description: ModelDescription | undefined;
  /** What is missing that it cannot be used without. */
  readonly needed: readonly NeededFile[];
  /** Every file that using it takes, seen from `layout.files`: of networks in several precisions those of one. */
  readonly wanted: readonly string[];
}

/** Small files beside the networks that a model is read by, and those that say under which terms it may be used. */
const beside =
  /^(model_index\.json|overpaint\.json|[^/]*licen[cs]e[^/]*|scheduler\/[^/]+\.json|tokenizer(_\d)?\/[^/]+\.(json|txt))$/i;

/**
 * Reads the headers of a model's files, wherever they are.
 *
 * @throws ModelInvalidError `MODEL_INVALID`, UnsupportedError `UNSUPPORTED`.
 */
export async function describeFiles(files: ModelFiles, dtype?: Dtype): Promise<DescribedFiles> {
  const layout = await findLayout(files, dtype);
  const isModel = 'unet' in layout.graphs || 'transformer' in layout.graphs;
  const description = isModel ? await describeModel(layout, recogniseFolder) : undefined;
  const { components, entries } = description?.folder ?? (await inspectFolder(layout));
  const paths = new Set(entries.map(({ path }) => path));
  const networks = Object.values(components);
  const configs = Object.keys(components).map(configPath);
  const wanted = [
    ...networks.flatMap(({ files }) => files),
    ...configs.filter((path) => paths.has(path)),
    ...[...paths].filter((path) => beside.test(path) || path === description?.folder.fast?.lora),
  ];
  const needed = description?.needed ?? networks.flatMap((network) => missingWeights(network, paths));
  return { layout, description, needed, wanted: [...new Set(wanted)].sort() };
}
