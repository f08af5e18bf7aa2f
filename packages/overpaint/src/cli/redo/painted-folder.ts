import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InvalidArgumentError, readRecipe } from '../../index.js';
import { readKeptFrames } from '../frame-store.js';
import type { Painted } from './painted-file.js';

/**
 * A folder of painted frames: how its first frame was painted, and what `frames` keeps there of all of them.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for another folder.
 */
export async function readPaintedFolder(name: string): Promise<Painted> {
  const kept = await readKeptFrames(name);
  const first = kept && (await readFile(join(name, kept.first)).catch(() => undefined));
  const recipe = first && readRecipe(first);
  if (recipe === undefined) {
    throw new InvalidArgumentError(
      'picture',
      'a picture, or a folder of frames as "overpaint frames -o folder/" writes it, with its frames.json',
      name,
    );
  }
  const path = resolve(name);
  return {
    name,
    picture: { path, stem: basename(path), folder: dirname(name) },
    recipe: { ...recipe, ...(kept?.animation && { animation: kept.animation }) },
  };
}
