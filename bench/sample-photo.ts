import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

// Benchmarks are run from bench/node_modules/.bench.
export const here = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** Writes a picture, by default as large as the usual sample photos, 1024 × 768, and returns its path. Each shade is another picture. */
export async function writeSamplePhoto(
  folder: string,
  { width, height } = { width: 1024, height: 768 },
  shade = 0,
): Promise<string> {
  const path = join(folder, `photo-${width}x${height}-${shade}.jpg`);
  const photo = sharp(here('packages/core/golden/images/source/photo.png')).resize(width, height);
  await photo
    .modulate({ hue: 10 * shade })
    .jpeg()
    .toFile(path);
  return path;
}
