// What does leaving out save with a network of the real size, and how far is the picture from the exact one? Paints one photo with a
// prompt and guidance, exactly and with what `speed` can leave out, in one process, the exact one first and last; prints seconds
// of the processor while the UNet ran, and the distance. Folders of random weights: scripts/full-size-models.py. Random weights cost
// what trained ones cost; what they paint means little, so that distances do too.
//
//     node bench/run.mjs speed models/sd15 [steps] [size]
//
// Must be: what is left of the work is at most a tenth of the exact call more than planned.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SpeedName, SpeedOptions } from '@overpaint/core';
import { createNodeOverpaint } from '@overpaint/node';
import { stepSeconds } from './processor-time.js';
import { writeSamplePhoto } from './sample-photo.js';

const [folder, steps = '6', size = '512'] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Name a folder: node bench/run.mjs speed models/sd15 [steps] [size]');
  process.exit(2);
}

const { loadModel, img2img, dispose } = createNodeOverpaint({ cache: false });
const photos = await mkdtemp(join(tmpdir(), 'overpaint-speed-'));
const image = await writeSamplePhoto(photos);
const model = await loadModel(folder);
const side = { width: Number(size), height: Number(size) };
const call = { image, model, prompt: 'oil painting, thick strokes', negativePrompt: 'blurry', seed: 1, size: side };

const settings: readonly (readonly [string, SpeedName | SpeedOptions])[] = [
  ['exact', 'exact'],
  ['reuse every 3, depth 0', { reuse: { every: 3 } }],
  ['reuse every 3, depth 2', { reuse: { every: 3, depth: 2 } }],
  ['guidance to 0.7', { guidance: { to: 0.7 } }],
  ['balanced', 'balanced'],
  ['fast', 'fast'],
  ['exact', 'exact'],
];

async function paint(speed: SpeedName | SpeedOptions, asked: number) {
  const steps = stepSeconds();
  const { onProgress } = steps;
  const { images, plan } = await img2img({ ...call, speed, strength: 1, steps: asked, onProgress });
  return { used: steps.used, data: images[0].data, plan };
}

/** Decibels between two pictures of 8 bits. */
function peakSignalToNoise(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let squares = 0;
  for (let i = 0; i < a.length; i++) squares += (a[i]! - b[i]!) ** 2;
  return 10 * Math.log10(255 ** 2 / (squares / a.length));
}

const results: { what: string; used: number; share: number | undefined; distance: number }[] = [];
let exact: ArrayLike<number> | undefined;
for (const [what, speed] of settings) {
  await paint(speed, 2); // opens what it needs, and frees what others needed
  const { used, data, plan } = await paint(speed, Number(steps));
  exact ??= data;
  results.push({ what, used, share: plan.work.share, distance: peakSignalToNoise(exact, data) });
}
await model.dispose();
await dispose();
await rm(photos, { recursive: true });

const [first] = results;
console.log(`${folder}, ${size} × ${size}, ${steps} steps with guidance; seconds of the processor in the steps`);
for (const { what, used, share, distance } of results) {
  const of = (value: number) => `${Math.round(100 * value)} %`.padStart(6);
  console.log(
    `${what.padEnd(26)}${used.toFixed(1).padStart(8)} s${of(used / first!.used)}, planned ${of(share ?? 1)}, ${distance === Number.POSITIVE_INFINITY ? 'the same picture' : `${distance.toFixed(1)} dB`}`,
  );
}
process.exitCode = results.every(({ used, share }) => used / first!.used <= (share ?? 1) + 0.1) ? 0 : 1;
