import { basename } from 'node:path/posix';
import type { EditedGraph, ModelFile } from '@overpaint/core';
import { fixDimensions, outlineGraph } from '@overpaint/core/platform';

/**
 * A network whose symbolic dimensions are numbers. In a browser ONNX Runtime takes them as `freeDimensionOverrides`, which its
 * binding for Node does not read.
 *
 * @param edited the network as it would be opened; nothing where that is as it is.
 * @param sizes by the graph's names of dimensions.
 * @returns what it was given where the file is no graph: opening it will tell.
 */
export async function withFixedSizes(
  file: ModelFile,
  edited: EditedGraph | undefined,
  sizes: Readonly<Record<string, number>>,
): Promise<EditedGraph | undefined> {
  const fix = <T extends Pick<EditedGraph, 'edits' | 'graph'>>(given: T): T => ({
    ...given,
    edits: given.edits + JSON.stringify(sizes),
    graph: fixDimensions(given.graph, new Map(Object.entries(sizes))),
  });
  try {
    const { plain, ...whole } = edited ?? (await asItIs(file));
    return { ...fix(whole), ...(plain && { plain: async () => fix(await plain()) }) };
  } catch (error) {
    if (error instanceof RangeError) return edited;
    throw error;
  }
}

async function asItIs({ path, files, externalData = [] }: ModelFile): Promise<EditedGraph> {
  const { size } = (await files.list()).find((entry) => entry.path === path)!;
  const location = basename(path);
  const { graph, refersToFile } = await outlineGraph((from, to) => files.read(path, { from, to }), size, location);
  return { edits: '', graph, externalData: [...externalData, ...(refersToFile ? [{ location, path }] : [])] };
}
