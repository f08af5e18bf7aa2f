// How much memory does a call take, and how much does its plan say? Paints once in this process with the embedded model or a
// folder, and prints the peak of resident memory beside what the process had before.
//
//     node bench/run.mjs peak 512 512 [negative prompt] [imageGuidanceScale] [model]
//
// Must be: the plan within 25 % of what was measured.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createNodeOverpaint } from '@overpaint/node';
import { writeSamplePhoto } from './sample-photo.js';

const [width = '512', height = width, negativePrompt = '', image = '1', folder] = process.argv.slice(2);
const model = folder ?? fileURLToPath(new URL('../../../packages/model-mini/model', import.meta.url));
const { img2img, plan, dispose } = createNodeOverpaint({ cache: false });
const photos = await mkdtemp(join(tmpdir(), 'overpaint-peak-'));
const call = {
  image: await writeSamplePhoto(photos),
  model,
  prompt: 'watercolor painting',
  ...(negativePrompt && { negativePrompt }),
  ...(Number(image) > 1 && { imageGuidanceScale: Number(image) }),
  size: { width: Number(width), height: Number(height) },
  seed: 1,
};
const { memoryBytes } = await plan(call);
const before = process.resourceUsage().maxRSS * 1024;
await img2img(call);
const peak = process.resourceUsage().maxRSS * 1024;
await dispose();
await rm(photos, { recursive: true });

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(2)} GB`;
const ratio = memoryBytes / (peak - before);
console.log(
  `${width} × ${height}: planned ${gigabytes(memoryBytes)}, taken ${gigabytes(peak - before)} of ${gigabytes(peak)}`,
);
console.log(`planned ${ratio.toFixed(2)} times what was taken (0.75 to 1.25)`);
process.exitCode = Math.abs(ratio - 1) <= 0.25 ? 0 : 1;
