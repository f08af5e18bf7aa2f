// Paints the pictures of docs/guide/masks.md and of the examples with masks again, with the embedded model: a minute. Needs a build (npx pnpm build).
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { dispose, img2img } from '../../../packages/overpaint/dist/index.js';

const sharp = createRequire(new URL('../../../packages/node/package.json', import.meta.url))('sharp');
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const examples = here('../../../examples/');
const room = { image: `${examples}recolour-a-room/room.jpg`, mask: `${examples}recolour-a-room/wall.png` };
const suit = { image: `${examples}change-an-outfit/portrait.jpg`, mask: `${examples}change-an-outfit/suit.png` };
const cat = here('cat.jpg');

const blue = await paint({ ...room, prompt: 'blue wall', strength: 0.8, maskBlur: 1 });
await row('mask-room.jpg', [room.image, room.mask, blue], { height: 380, upper: 0.62 });

const teal = await paint({ ...suit, prompt: 'teal', strength: 0.8, maskBlur: 1 });
const bronze = await paint({ ...suit, prompt: 'bronze relief', strength: 0.8, maskBlur: 1 });
await row('mask-outfit.jpg', [suit.image, suit.mask, teal, bronze], { height: 280 });

const around = await paint({ ...suit, prompt: 'pencil sketch', strength: 0.8, maskInvert: true });
const within = await paint({ ...suit, prompt: 'delft', strength: 0.8 });
await row('mask-invert.jpg', [within, around]);

const half = await shape('<rect x="50%" width="50%" height="100%" fill="white"/>');
const fade = await shape(
  '<linearGradient id="fade"><stop offset="0.15" stop-color="black"/><stop offset="0.85" stop-color="white"/></linearGradient>' +
    '<rect width="100%" height="100%" fill="url(#fade)"/>',
);
const ink = { image: cat, prompt: 'ink drawing', strength: 0.8 };
await row('mask-edges.jpg', [
  await paint({ ...ink, mask: half }),
  await paint({ ...ink, mask: half, maskBlur: 24 }),
  await paint({ ...ink, mask: fade }),
]);
await dispose();

async function paint(options) {
  const { images } = await img2img({ seed: 7, metadata: false, ...options });
  return images[0].encode('png');
}

/** A mask of the cat's shape, drawn as SVG on black. */
async function shape(content) {
  const { width, height } = await sharp(cat).metadata();
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%"/>${content}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

/** Pictures of one shape, or the upper parts of them, side by side as a JPEG. */
async function row(file, pictures, { height = 320, upper = 1 } = {}) {
  const part = async (picture) => {
    const { data, info } = await sharp(picture).removeAlpha().toBuffer({ resolveWithObject: true });
    const shown = { left: 0, top: 0, width: info.width, height: Math.round(info.height * upper) };
    return sharp(data).extract(shown).resize({ height }).png().toBuffer({ resolveWithObject: true });
  };
  const parts = await Promise.all(pictures.map(part));
  const gap = 6;
  let left = 0;
  const placed = parts.map(({ data, info }) => {
    const at = left;
    left += info.width + gap;
    return { input: data, left: at, top: 0 };
  });
  await sharp({ create: { width: left - gap, height, channels: 3, background: 'white' } })
    .composite(placed)
    .jpeg({ quality: 82 })
    .toFile(here(file));
}
