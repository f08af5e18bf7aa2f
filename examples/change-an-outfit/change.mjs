// Changes what a person wears. The mask covers the clothes; face, hands and all around them come back byte for byte, and as
// the painting starts from the photo, folds and pose stay where they are.
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { dispose, img2img, isOverpaintError } from 'overpaint';

const usage = `Usage: node change.mjs [photo mask] [options]

  photo, mask          default: portrait.jpg and suit.png; white in the mask is painted, black is kept
  -p, --prompt text    teal; with a downloaded model a garment: "a red silk dress"
  -o, --out file       default: the photo's name and -changed.png
  --strength 0-1       how far from the photo, default 0.8. Above 0.9 large models let folds go
  --blur pixels        how soft the edges of the mask are, default 1
  --padding pixels     paint only the clothes, with so much around them, at the model's own size
  --seed number        7
  --model folder       default: the embedded model, which knows colours and materials, not garments`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    prompt: { type: 'string', short: 'p', default: 'teal' },
    out: { type: 'string', short: 'o' },
    strength: { type: 'string', default: '0.8' },
    blur: { type: 'string', default: '1' },
    padding: { type: 'string' },
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
const [photo, mask] = positionals.length > 0 ? positionals : [sample('portrait.jpg'), sample('suit.png')];
const out = values.out ?? `${basename(photo, extname(photo))}-changed.png`;

try {
  const { images, warnings, plan } = await img2img({
    image: photo,
    mask,
    maskBlur: Number(values.blur),
    maskPadding: values.padding && Number(values.padding),
    prompt: values.prompt,
    strength: Number(values.strength),
    seed: Number(values.seed),
    model: values.model,
  });
  for (const { message } of warnings) console.error(message);
  await images[0].save(out);
  console.log(`${out}, painted by a model of the family ${plan.model.family}`);
} catch (error) {
  if (!isOverpaintError(error)) throw error; // a mistake of this program, not of its input
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await dispose();
}
