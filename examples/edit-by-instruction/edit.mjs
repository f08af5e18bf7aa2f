// Changes in a photo what instructions say: each for itself to compare, or one after the other.
import { basename, extname } from 'node:path';
import { parseArgs } from 'node:util';
import { dispose, img2img, isOverpaintError, loadModel, plan } from 'overpaint';

const usage = `Usage: node edit.mjs photo [picture ...] --model name -p instruction [options]

  photo              what is changed: the first picture
  picture            further ones that instructions may speak of: the second, the third …, as many as the model takes
  -m, --model name   an editing model: a folder, or owner/name of the hub
  -p, --prompt text  "Make the wall blue. Leave the rest as it is."; give it several times for several results
  --in-turn          each instruction changes what the one before it painted
  --steps number     default: the model's
  --guidance number  default: the model's
  --size pixels      long side of the result, default: the model's rule
  --seed number      7
  --staged           one network in memory at a time
  -o, --out name     what results begin with, default: the photo's name`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string', short: 'm' },
    prompt: { type: 'string', short: 'p', multiple: true, default: [] },
    'in-turn': { type: 'boolean' },
    steps: { type: 'string' },
    guidance: { type: 'string' },
    size: { type: 'string' },
    seed: { type: 'string', default: '7' },
    staged: { type: 'boolean' },
    out: { type: 'string', short: 'o' },
    help: { type: 'boolean', short: 'h' },
  },
});
const [photo, ...references] = positionals;
if (values.help || photo === undefined || values.model === undefined || values.prompt.length === 0) {
  console.error(usage);
  process.exit(values.help ? 0 : 2);
}
const out = values.out ?? basename(photo, extname(photo));
const number = (text) => text && Number(text);

/** What will be looked at and painted, before anything is. */
function tell({ size, references: seen = [], tokens, stepsRun, networkCalls, downloadBytes, memoryBytes }) {
  for (const [index, { source, size, tokens }] of seen.entries()) {
    const name = positionals[index];
    console.log(`${index + 1}: ${name}, ${text(source)}, seen as ${text(size)}: ${tokens} tokens`);
  }
  const painted = tokens ? `, ${tokens.all} tokens with ${tokens.text} of text` : '';
  console.log(`paints ${text(size)}: ${stepsRun} steps, ${networkCalls} network calls${painted}`);
  const missing = downloadBytes > 0 ? `, ${gigabytes(downloadBytes)} to download` : '';
  console.log(`needs about ${gigabytes(memoryBytes)} of memory${missing}`);
}
const text = ({ width, height }) => `${width} × ${height}`;
const gigabytes = (bytes) => `${(bytes / 1e9).toFixed(bytes < 1e8 ? 3 : 1)} GB`;

try {
  const model = await loadModel(values.model, { memory: values.staged ? 'staged' : undefined });
  const options = (image, prompt) => ({
    image,
    ...(references.length > 0 && { references }),
    model,
    prompt,
    steps: number(values.steps),
    guidanceScale: number(values.guidance),
    size: number(values.size),
    seed: Number(values.seed), // one seed for all: they differ in nothing but what they were told
  });
  tell(await plan(options(photo, values.prompt[0])));
  const told = new Set();
  let image = photo;
  for (const [index, prompt] of values.prompt.entries()) {
    const { images, warnings } = await img2img(options(image, prompt));
    for (const { message } of warnings) {
      if (!told.has(message)) console.error(message);
      told.add(message);
    }
    const words = prompt.match(/[\p{L}\p{N}]+/gu) ?? [];
    const file = `${[out, index + 1, ...words.slice(0, 5)].join('-')}.png`;
    await images[0].save(file);
    console.log(file);
    if (values['in-turn']) image = images[0];
  }
} catch (error) {
  if (!isOverpaintError(error)) throw error; // a mistake of this program, not of its input
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await dispose();
}
