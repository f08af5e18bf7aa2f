// What does merging a LoRA take while a large network is opened? One small call with `speed: 'fast'` of a folder whose overpaint.json
// names a distillation LoRA, in a fresh process: the most memory that was there when each network was open, with what was planned.
// Folders of random weights: scripts/full-size-models.py, with `taesd` and `lcm-lora`.
//
//     node bench/run.mjs merging models/sd15 [none | cache | tight]
//
// `none`: without a cache, all is merged at once. `cache`: what is merged is kept beside the optimised networks. `tight`: the same
// where there is no memory to optimise them in; weights are merged a few at a time.
//
// Must be: memory within 25 % of the plan.

import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeOverpaint } from '@overpaint/node';
import { writeSamplePhoto } from './sample-photo.js';

const [folder, mode = 'none'] = process.argv.slice(2);
if (folder === undefined || !['none', 'cache', 'tight'].includes(mode)) {
  console.error('Name a folder: node bench/run.mjs merging models/sd15 [none | cache | tight]');
  process.exit(2);
}
if (mode === 'tight') process.availableMemory = () => 1e9;

/** Gigabytes of this process: now, and at most so far. */
const held = () => {
  const status = readFileSync('/proc/self/status', 'utf8');
  return ['VmRSS', 'VmHWM'].map((name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)![1]) / 1e6);
};

const work = await mkdtemp(join(tmpdir(), 'overpaint-merging-'));
const { img2img, loadModel, plan, dispose } = createNodeOverpaint({
  cache: mode === 'none' ? false : join(work, 'cache'),
});
try {
  const model = await loadModel(folder);
  const image = await writeSamplePhoto(work);
  const call = { image, model, prompt: 'ink', size: 256, seed: 1, speed: 'fast', steps: 2 } as const;
  const { memoryBytes } = await plan(call);
  const tell = (when: string) => {
    const [now, most] = held();
    console.log(`${when.padEnd(30)}${now!.toFixed(2).padStart(6)} GB, ${most!.toFixed(2)} GB at most`);
  };
  await img2img({
    ...call,
    onProgress: (event) => {
      if (event.type === 'load') tell(`before ${event.component}`);
      if (event.type === 'image') tell('painted');
    },
  });
  console.log(`planned ${(memoryBytes / 1e9).toFixed(2)} GB`);
} finally {
  await dispose();
  await rm(work, { recursive: true });
}
