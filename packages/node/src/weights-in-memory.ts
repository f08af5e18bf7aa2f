import { realpath } from 'node:fs/promises';
import { dirname, sep } from 'node:path';
import type { ExternalData } from '@overpaint/core';
import { isInside } from './is-inside.js';

/** A file of weights that is handed to ONNX Runtime in memory, under the name that the graph has for it. */
export interface WeightsInMemory {
  readonly location: string;
  readonly file: string;
}

/**
 * ONNX Runtime finds the weights beside a graph by itself, and maps them, as long as their path means the same to the
 * file system as in the graph and ends in the graph's own folder. A model's folder may also have them elsewhere in it: one
 * file for several networks, links from one part to another, `data/../weights.pb` without a folder `data`.
 *
 * @param files where each of `externalData` lies.
 * @param edited whether the graph comes from memory: ONNX Runtime then follows no link out of the folder that it is given.
 * @returns nothing where ONNX Runtime finds them all, and else all of them, since it then looks nowhere else.
 */
export async function weightsInMemory(
  graph: string,
  externalData: readonly ExternalData[],
  files: readonly string[],
  edited = false,
): Promise<WeightsInMemory[]> {
  const own = await realpath(dirname(graph));
  const folders = edited ? [own] : [own, dirname(await realpath(graph))];
  const found = await Promise.all(
    externalData.map(async ({ location }, index) => {
      // Not joined: that would resolve what the file system may see otherwise.
      const seen = await realpath(`${dirname(graph)}${sep}${location}`).catch(() => undefined);
      return seen === (await realpath(files[index]!)) && folders.some((folder) => isInside(seen, folder));
    }),
  );
  if (found.every(Boolean)) return [];
  return externalData.map(({ location }, index) => ({ location, file: files[index]! }));
}
