import { realpath } from 'node:fs/promises';
import { dirname, sep } from 'node:path';
import { isInside } from './is-inside.js';

/** A file of weights, under the name that a graph has for it. */
export interface WeightsFile {
  readonly location: string;
  readonly file: string;
}

/**
 * ONNX Runtime finds the weights beside a graph by itself, and maps them, as long as their path means the same to the
 * file system as in the graph and ends in the graph's own folder. A model's folder may also have them elsewhere in it: one
 * file for several networks, links from one part to another, `data/../weights.pb` without a folder `data`.
 *
 * @returns nothing where ONNX Runtime finds them all, and else all of them, since it then looks nowhere else.
 */
export async function weightsInMemory(graph: string, files: readonly WeightsFile[]): Promise<readonly WeightsFile[]> {
  const folders = [await realpath(dirname(graph)), dirname(await realpath(graph))];
  const found = await Promise.all(
    files.map(async ({ location, file }) => {
      // Not joined: that would resolve what the file system may see otherwise.
      const seen = await realpath(`${dirname(graph)}${sep}${location}`).catch(() => undefined);
      return seen === (await realpath(file)) && folders.some((folder) => isInside(seen, folder));
    }),
  );
  return found.every(Boolean) ? [] : files;
}
