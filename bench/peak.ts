// How much memory does a call take, and how much does its plan say? Paints once in this process with the embedded model or a
// folder, and prints the peak of resident memory beside what the process had before. A folder paints one step. Folders of every
// family: scripts/few-layers-models.py.
//
//     node bench/run.mjs peak 512 512 [negative prompt] [imageGuidanceScale] [model] [resident | staged]
//
// Must be: the plan within 25 % of what was measured.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createNodeOverpaint } from '@overpaint/node';
import { writeSamplePhoto } from './sample-photo.js';

const [width = '512', height = width, negativePrompt = '', image = '1', folder, memory = 'resident'] =
  process.argv.slice(2);
if (memory !== 'resident' && memory !== 'staged') {
  console.error(
    'Say how networks are kept, resident or staged: node bench/run.mjs peak 512 512 "" 1 models/flux staged',
  );
  process.exit(2);
}
const { inspectModel, loadModel, img2img, plan, dispose } = createNodeOverpaint({ cache: false });
const path = folder ?? fileURLToPath(new URL('../../../packages/model-mini/model', import.meta.url));
const { components } = await inspectModel(path);
const sizes = Object.values(components).map(({ bytes }) => bytes);
const weights = memory === 'staged' ? Math.max(...sizes) : sizes.reduce((a, b) => a + b);
const model = await loadModel(path, { memory });
const photos = await mkdtemp(join(tmpdir(), 'overpaint-peak-'));
const call = {
  image: await writeSamplePhoto(photos),
  model,
  prompt: 'watercolor painting',
  ...(negativePrompt && { negativePrompt }),
  ...(folder && { steps: 1, strength: 1 }),
  ...(Number(image) > 1 && { imageGuidanceScale: Number(image) }),
  size: { width: Number(width), height: Number(height) },
  seed: 1,
};
const { memoryBytes } = await plan(call);
const before = process.resourceUsage().maxRSS * 1024;
/** Resident memory when each network is opened, and at the end, in gigabytes. */
const held: string[] = [];
const resident = (when: string) => held.push(`${when} ${(process.memoryUsage().rss / 1e9).toFixed(2)}`);
await img2img({ ...call, onProgress: (event) => event.type === 'load' && resident(`before ${event.component}`) });
resident('at the end');
const peak = process.resourceUsage().maxRSS * 1024;
await model.dispose();
await dispose();
await rm(photos, { recursive: true });

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(2)} GB`;
const ratio = memoryBytes / (peak - before);
console.log(
  `${width} × ${height}: planned ${gigabytes(memoryBytes)}, taken ${gigabytes(peak - before)} of ${gigabytes(peak)}`,
);
console.log(`resident  ${held.join(', ')} GB`);
console.log(
  `beside weights of ${gigabytes(weights)} (${memory}): planned ${gigabytes(memoryBytes - weights)}, taken ${gigabytes(peak - before - weights)}`,
);
console.log(`planned ${ratio.toFixed(2)} times what was taken (0.75 to 1.25)`);
process.exitCode = Math.abs(ratio - 1) <= 0.25 ? 0 : 1;
