import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

// Benchmarks are run from bench/node_modules/.bench.
export const here = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** Writes a picture as large as the usual sample photos, 1024 × 768, and returns its path. */
export async function writeSamplePhoto(folder: string): Promise<string> {
  const path = join(folder, 'photo.jpg');
  await sharp(here('packages/core/golden/images/source/photo.png')).resize(1024, 768).jpeg().toFile(path);
  return path;
}
