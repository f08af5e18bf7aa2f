/**
 * Paints the gallery's strips again with the embedded model: each photo beside the looks that docs/gallery/README.md shows.
 * Needs a build (npx pnpm build:fast) and a folder with the nine photos.
 *
 *     node docs/gallery/paint.mjs <folder>
 */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dispose, img2img } from '../../packages/overpaint/dist/index.js';

const repository = new URL('../../', import.meta.url);
const sharp = createRequire(new URL('packages/node/package.json', repository))('sharp');
const here = fileURLToPath(new URL('.', import.meta.url));

/** From left to right, behind the photo. */
const looks = ['watercolor', 'oil painting', 'pencil sketch', 'ukiyo-e', 'stained glass', 'pixel art', 'golden hour'];
const side = 224;
const gap = 4;

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Which folder are the photos in? node docs/gallery/paint.mjs <folder>');
for (const file of readdirSync(folder).filter((name) => name.endsWith('.jpg'))) {
  const image = await sharp(join(folder, file)).rotate().resize(384, 384, { position: 'attention' }).png().toBuffer();
  const tiles = [image];
  for (const prompt of looks) {
    const { images } = await img2img({ image, prompt, seed: 7, size: 384 });
    tiles.push(await images[0].encode('png', { metadata: false }));
  }
  const placed = tiles.map(async (tile, index) => ({
    input: await sharp(tile).resize(side, side).toBuffer(),
    left: index * (side + gap),
    top: 0,
  }));
  const width = tiles.length * (side + gap) - gap;
  await sharp({ create: { width, height: side, channels: 3, background: 'white' } })
    .composite(await Promise.all(placed))
    .jpeg({ quality: 76, mozjpeg: true })
    .toFile(join(here, basename(file)));
}
await dispose();
