// Paints the pictures of the guides, of README and of the model card again with the embedded model: some ten minutes. Needs a build (npx pnpm build).
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

const looks =
  'watercolor,oil painting,impressionist painting,gouache,pastel,fresco,pencil sketch,colored pencil,red chalk,ballpoint,charcoal,ink drawing,' +
  'engraving,line art,linocut,comic,anime,flat illustration,paper cut,pop art,ukiyo-e,pixel art,mosaic,toy bricks,cross stitch,stained glass,' +
  'low poly,pointillism,halftone,risograph,sepia,black and white,cyanotype,infrared,neon,blueprint,chalkboard,topographic map,gold,delft,' +
  'bronze relief,night,golden hour,snow,red,teal and orange palette,oil painting at sunset,pencil sketch in blue';
await paint('../../images/all-styles', ['cat.jpg', '--compare', `prompt=${looks}`]);
await besideTheSource('../../images/bird-before-after.jpg', '../../../examples/start/bird.jpg', 'watercolor painting');
await paint('strength', ['cat.jpg', '--prompt', 'blueprint', '--compare', 'strength=0.2,0.4,0.6,0.8,1']);

/** Paints a sheet and keeps it as a JPEG, since grain makes large PNG files. */
async function paint(name, args) {
  execFileSync(process.execPath, [command, ...args, '--seed', '7', '--size', '384', '-o', `${name}.png`], {
    stdio: 'inherit',
  });
  await sharp(`${name}.png`).jpeg({ quality: 82 }).toFile(`${name}.jpg`);
  rmSync(`${name}.png`);
}

/** The photo and what `npm start` makes of it, side by side. */
async function besideTheSource(file, photo, prompt) {
  execFileSync(process.execPath, [command, photo, '-p', prompt, '--seed', '7', '-o', 'painted.png'], {
    stdio: 'inherit',
  });
  const { width, height } = await sharp('painted.png').metadata();
  await sharp({ create: { width: 2 * width + 8, height, channels: 3, background: 'white' } })
    .composite([
      { input: await sharp(photo).resize(width, height).toBuffer(), left: 0, top: 0 },
      { input: 'painted.png', left: width + 8, top: 0 },
    ])
    .jpeg({ quality: 88 })
    .toFile(file);
  rmSync('painted.png');
}
