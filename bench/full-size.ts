// What does a picture cost with a model of the real size? Describes a folder, plans, opens it and paints one step with a prompt and
// guidance, in a fresh process without a cache, and prints time (by the clock and of the processor), and the most memory that
// the process had. Folders of random weights: scripts/full-size-models.py.
//
//     node bench/run.mjs full-size models/sd15 [resident | staged] [512 | 4096x3072] [unguided]
//
// `unguided` leaves guidance and the negative prompt out: one question to the network where there are two. The photo has the size
// that is painted.
//
// Must be: described in under a second, and at most 24 GB of memory.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeOverpaint } from '@overpaint/node';
import { processorSeconds } from './processor-time.js';
import { writeSamplePhoto } from './sample-photo.js';

const [folder, memory = 'resident', size, guidance] = process.argv.slice(2);
if (folder === undefined || (memory !== 'resident' && memory !== 'staged')) {
  console.error('Name a folder: node bench/run.mjs full-size models/sd15 [resident | staged] [size] [unguided]');
  process.exit(2);
}

const { inspectModel, loadModel, plan, img2img, dispose } = createNodeOverpaint({ cache: false });
const photos = await mkdtemp(join(tmpdir(), 'overpaint-full-size-'));

const rows: (readonly [string, number, number])[] = [];
async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const [started, used] = [performance.now(), process.cpuUsage()];
  const result = await work();
  rows.push([what, (performance.now() - started) / 1000, processorSeconds(used)]);
  return result;
}

const inspection = await timed('describe', () => inspectModel(folder));
const model = await loadModel(folder, { memory });
const [width = 0, height = width] = size ? size.split('x').map(Number) : [inspection.nativeSize];
const call = {
  image: await writeSamplePhoto(photos, { width, height }),
  model,
  prompt: 'oil painting, thick strokes',
  ...(guidance === 'unguided' ? { guidanceScale: 1 } : { negativePrompt: 'blurry' }),
  scheduler: 'ddim', // one question to the denoiser for one step
  steps: 1,
  strength: 1,
  seed: 1,
  size: { width, height },
} as const;
const planned = await timed('plan', () => plan(call));
/** Resident memory when each phase ends, in gigabytes. */
const held: string[] = [];
const resident = (phase: string) => held.push(`${phase} ${(process.memoryUsage().rss / 1e9).toFixed(1)}`);
const { timings } = await timed('paint', () =>
  img2img({
    ...call,
    onProgress: (event) => {
      if (event.type === 'load') resident(`before ${event.component}`);
      if (event.type === 'step' || event.type === 'image') resident(`after ${event.type}`);
    },
  }),
);
await model.dispose();
await dispose();
await rm(photos, { recursive: true });

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
const peak = process.resourceUsage().maxRSS * 1024;
console.log(`${inspection.family}, ${gigabytes(inspection.bytes)} on disk, ${memory}, ${width} × ${height}, one step`);
for (const [what, clock, processor] of rows) {
  console.log(
    `${what.padEnd(10)}${clock.toFixed(2).padStart(8)} s by the clock${processor.toFixed(1).padStart(8)} s of the processor`,
  );
}
console.log(
  `phases    ${Object.entries(timings)
    .map(([phase, seconds]) => `${phase} ${seconds.toFixed(1)} s`)
    .join(', ')}`,
);
console.log(`resident  ${held.join(', ')} GB`);
console.log(`memory    ${gigabytes(peak)} at most, ${gigabytes(planned.memoryBytes)} planned`);
process.exitCode = rows[0]![1] < 1 && peak <= 24e9 ? 0 : 1;
