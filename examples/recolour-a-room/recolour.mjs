// Paints the wall of a room in other colours. The mask says where the wall is: all else comes back byte for byte.
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { dispose, img2img, isOverpaintError } from 'overpaint';

const usage = `Usage: node recolour.mjs [photo mask] [options]

  photo, mask        default: room.jpg and wall.png; white in the mask is painted, black is kept
  -c, --colour name  blue; give it several times to compare colours
  -o, --out name     what results begin with, default: the photo's name, so room-blue.png …
  --strength 0-1     how far from the photo, default 0.8
  --blur pixels      how soft the edges of the mask are, default 1
  --size pixels      long side of the result, default: what the model paints best
  --seed number      7
  --model folder     default: the embedded model`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    colour: { type: 'string', short: 'c', multiple: true, default: ['blue'] },
    out: { type: 'string', short: 'o' },
    strength: { type: 'string', default: '0.8' },
    blur: { type: 'string', default: '1' },
    size: { type: 'string' },
    seed: { type: 'string', default: '7' },
    model: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help || positionals.length === 1 || positionals.length > 2) {
  console.error(usage);
  process.exit(values.help ? 0 : 2);
}

const sample = (name) => fileURLToPath(new URL(name, import.meta.url));
const [photo, mask] = positionals.length > 0 ? positionals : [sample('room.jpg'), sample('wall.png')];
const out = values.out ?? basename(photo, extname(photo));

try {
  for (const colour of values.colour) {
    const { images, warnings } = await img2img({
      image: photo,
      mask,
      maskBlur: Number(values.blur),
      prompt: `${colour} wall`,
      strength: Number(values.strength),
      seed: Number(values.seed), // one seed for all colours: they differ in nothing else
      size: values.size && Number(values.size),
      model: values.model,
    });
    for (const { message } of warnings) console.error(message);
    const file = `${out}-${colour.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}.png`;
    await images[0].save(file);
    console.log(file);
  }
} catch (error) {
  if (!isOverpaintError(error)) throw error; // a mistake of this program, not of its input
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await dispose();
}
