import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

// Benchmarks are run from bench/node_modules/.bench.
export const here = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** Writes a picture, by default as large as the usual sample photos, 1024 × 768, and returns its path. */
export async function writeSamplePhoto(
  folder: string,
  { width, height } = { width: 1024, height: 768 },
): Promise<string> {
  const path = join(folder, `photo-${width}x${height}.jpg`);
  await sharp(here('packages/core/golden/images/source/photo.png')).resize(width, height).jpeg().toFile(path);
  return path;
}
