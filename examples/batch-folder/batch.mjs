// Repaints every picture of a folder. The model is opened by the first picture and kept for all others, as is what the
// prompt says to it; a picture that fails is reported at the end and stops nothing.
import { mkdir, readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { parseArgs } from 'node:util';
import { dispose, img2img, isOverpaintError } from 'overpaint';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    prompt: { type: 'string', short: 'p', default: 'pencil sketch' },
    out: { type: 'string', short: 'o' },
    seed: { type: 'string', default: '7' }, // one seed for all gives the series one hand
    size: { type: 'string' },
    steps: { type: 'string' },
  },
});
const [folder] = positionals;
if (folder === undefined) {
  console.error('Usage: node batch.mjs <folder> [-p prompt] [-o folder] [--seed n] [--size n] [--steps n]');
  process.exit(2);
}

const out = values.out ?? join(folder, 'painted');
const options = {
  prompt: values.prompt,
  seed: Number(values.seed),
  size: values.size && Number(values.size),
  steps: values.steps && Number(values.steps),
};
const names = (await readdir(folder)).filter((name) => /\.(jpe?g|png|webp|avif|tiff?)$/i.test(name)).sort();
if (names.length === 0) console.error(`No pictures in ${folder}.`);
await mkdir(out, { recursive: true });

// Ctrl-C stops the picture that is being painted; those that are saved stay.
const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());

const failures = [];
for (const [index, name] of names.entries()) {
  const label = `[${index + 1}/${names.length}] ${name}`;
  try {
    const { images, timings } = await img2img({
      ...options,
      image: join(folder, name),
      signal: interruption.signal,
      onProgress: (event) => showStep(label, event),
    });
    await images[0].save(join(out, `${parse(name).name}.png`));
    say(`${label}  ${timings.total.toFixed(1)} s`);
  } catch (error) {
    if (interruption.signal.aborted) break;
    if (!isOverpaintError(error)) throw error; // a mistake of this program, not of the picture
    failures.push(name);
    say(`${label}  failed: ${error.message}`);
  }
}
await dispose();

const tried = interruption.signal.aborted
  ? 'Stopped.'
  : `${names.length - failures.length} of ${names.length} painted.`;
console.log(failures.length > 0 ? `${tried} Failed: ${failures.join(', ')}.` : tried);
process.exitCode = interruption.signal.aborted ? 130 : failures.length > 0 ? 1 : 0;

/** One moving line on a terminal; nothing in a log. */
function showStep(label, event) {
  if (!process.stdout.isTTY || event.type !== 'step') return;
  const left = Math.ceil(event.remainingSeconds);
  process.stdout.write(`\r\u001b[K${label}  step ${event.index} of ${event.total}, ${left} s left`);
}

function say(line) {
  if (process.stdout.isTTY) process.stdout.write('\r\u001b[K');
  console.log(line);
}
