// Paints the pictures of the guides again with the embedded model: some five minutes. Needs a build (npx pnpm build).
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const repository = new URL('../../../', import.meta.url);
const sharp = createRequire(new URL('packages/node/package.json', repository))('sharp');
const command = fileURLToPath(new URL('packages/overpaint/bin/overpaint.js', repository));
process.chdir(fileURLToPath(new URL('.', import.meta.url)));

const trained =
  'watercolor oil-painting impressionism gouache pastel fresco pencil-sketch colored-pencil charcoal ink etching line-art linocut ' +
  'chalkboard comic anime flat-illustration papercraft ukiyo-e pop-art halftone risograph stained-glass mosaic cross-stitch ' +
  'pixel-art voxel low-poly pointillism neon blueprint art-deco bronze-sculpture sepia black-and-white cyanotype infrared ' +
  'night sunset autumn winter fog warm cold muted vibrant';
await paint('styles', ['styles', ...trained.split(' '), '--sheet', 'cat.jpg']);
const prompts = 'ink drawing,(ink drawing:1.4),[ink drawing:neon:0.4],ink drawing AND neon :0.6';
await paint('prompts', ['cat.jpg', '--strength', '0.75', '--compare', `prompt=${prompts}`]);
await paint('strength', ['cat.jpg', '--prompt', 'blueprint', '--compare', 'strength=0.2,0.4,0.6,0.8,1']);

/** Paints a sheet and keeps it as a JPEG, since grain makes large PNG files. */
async function paint(name, args) {
  execFileSync(process.execPath, [command, ...args, '--seed', '7', '--size', '384', '-o', `${name}.png`], {
    stdio: 'inherit',
  });
  await sharp(`${name}.png`).jpeg({ quality: 82 }).toFile(`${name}.jpg`);
  rmSync(`${name}.png`);
}
