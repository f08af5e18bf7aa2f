import { realpath } from 'node:fs/promises';
import { parse, relative } from 'node:path';
import { placeWeights } from '@overpaint/core/platform';
import type { InferenceSession } from 'onnxruntime-node';
import type { WeightsFile } from './weights-in-memory.js';

/** Prepares a graph that comes from memory, and the settings to open it with. */
export type Placed = (
  graph: Uint8Array,
  settings: InferenceSession.SessionOptions,
) => readonly [graph: Uint8Array, settings: InferenceSession.SessionOptions];

/**
 * ONNX Runtime maps the weights of a graph that comes from memory if they lie in one folder, and follows no link out of it. A
 * model's weights may be links (as in a hub's cache) or lie in several places; so the folder is the whole drive, and the
 * graph is told where on it they are.
 *
 * @returns nothing where they are on several drives.
 */
export async function weightsOnDrive(files: readonly WeightsFile[]): Promise<Placed | undefined> {
  const found = await Promise.all(files.map(async ({ location, file }) => ({ location, path: await realpath(file) })));
  const [drive = parse(process.cwd()).root, ...others] = new Set(found.map(({ path }) => parse(path).root));
  if (others.length > 0) return undefined;
  const locations = new Map(found.map(({ location, path }) => [location, relative(drive, path)]));
  return (graph, settings) => {
    const folder = { model_external_initializers_file_folder_path: drive };
    const session = { ...(settings.extra?.['session'] as object), ...folder };
    return [placeWeights(graph, locations), { ...settings, extra: { ...settings.extra, session } }];
  };
}
