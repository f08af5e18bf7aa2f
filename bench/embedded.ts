// How long does one wait for the embedded model? Opening it, the first call, later ones at 512 × 512 with the defaults,
// and what a negative prompt, no prompt and a larger picture cost, as ratios to a later call. The picture's file has
// 1024 × 768 pixels. Each call has another background, so that nothing of it comes from memory.
//
//     node bench/run.mjs embedded [rounds]
//
// Must be, on two processor cores: opening at most 0.5 s, a call at most 5 s.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeOverpaint, type Img2ImgOptions } from '@overpaint/node';
import { median } from './median.js';
import { here, writeSamplePhoto } from './sample-photo.js';

const rounds = Number(process.argv[2] ?? 5);
const folder = await mkdtemp(join(tmpdir(), 'overpaint-bench-'));
const image = await writeSamplePhoto(folder);

const { img2img, dispose } = createNodeOverpaint({ defaultModel: here('packages/model-mini/model') });
let calls = 0;
type Changes = Pick<Img2ImgOptions, 'prompt' | 'negativePrompt' | 'size'>;
async function paint(options: Changes = {}) {
  const { timings } = await img2img({
    image,
    prompt: 'watercolor painting',
    size: { width: 512, height: 512 },
    seed: 1,
    background: `#${100 + calls++}`,
    ...options,
  });
  return timings;
}

const first = await paint();
const kinds: Record<string, Changes> = {
  'a later call': {},
  'with a negative prompt': { negativePrompt: 'blurry' },
  'in another light as well': { prompt: 'watercolor painting at night' },
  'without a prompt': { prompt: '' },
  '1024 × 1024': { size: { width: 1024, height: 1024 } },
};
const times = Object.entries(kinds).map(([kind, options]) => ({ kind, options, seconds: [] as number[] }));
for (let round = 0; round < rounds; round++) {
  for (const { options, seconds } of times) seconds.push((await paint(options)).total);
}
await dispose();
await rm(folder, { recursive: true });

const usual = median(times[0]!.seconds);
console.log(`opening                    ${first.load.toFixed(2)} s (must be at most 0.5)`);
console.log(`the first call without it  ${(first.total - first.load).toFixed(2)} s (must be at most 5)`);
for (const { kind, seconds } of times) {
  console.log(
    `${kind.padEnd(26)} ${median(seconds).toFixed(2)} s, ${(median(seconds) / usual).toFixed(2)} of a later call`,
  );
}
process.exitCode = first.load <= 0.5 && Math.max(first.total - first.load, usual) <= 5 ? 0 : 1;
