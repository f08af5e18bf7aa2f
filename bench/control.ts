// What does a ControlNet cost with networks of the real size? Paints one photo with guidance, without a ControlNet and with one, by
// turns in one process; prints seconds of the processor in the steps, and how many of them the ControlNet's own network ran.
// Folders of random weights: scripts/full-size-models.py. A model and its ControlNet of 5.8 GB take 14 GB of memory.
//
//     node bench/run.mjs control models/sd15 models/controlnet [steps] [size] [rounds]
//
// Must be: beyond the ControlNet's own network at most 2 % more than without it.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Backend,
  controlNet,
  createOverpaint,
  type Feature,
  type OverpaintImage,
  type Session,
} from '@overpaint/core';
import { standardPresets } from '@overpaint/presets';
import { nodeBackend } from '../packages/node/src/backend.js';
import { folderFiles } from '../packages/node/src/files.js';
import type { NodeImageInput } from '../packages/node/src/image-input.js';
import { processorSeconds, stepSeconds } from './processor-time.js';
import { writeSamplePhoto } from './sample-photo.js';

const [folder, net, steps = '3', size = '512', times = '5'] = process.argv.slice(2);
if (folder === undefined || net === undefined) {
  console.error('Name two folders: node bench/run.mjs control models/sd15 models/controlnet [steps] [size] [rounds]');
  process.exit(2);
}

/** Seconds of the processor in which the ControlNet's own network ran. */
let own = 0;

function observed(backend: Backend<NodeImageInput>): Backend<NodeImageInput> {
  return {
    ...backend,
    async createSession(file): Promise<Session> {
      const session = await backend.createSession(file);
      return {
        ...session,
        async run(feeds, fetches) {
          const before = process.cpuUsage();
          const outputs = await session.run(feeds, fetches);
          if ('controlnet_cond' in feeds) own += processorSeconds(before);
          return outputs;
        },
      };
    },
  };
}

const backend = nodeBackend({ cache: false });
const { img2img, loadControlNet, dispose } = createOverpaint<NodeImageInput, unknown, OverpaintImage>({
  backend: observed(backend),
  presets: standardPresets,
  openModel: (source) => folderFiles(source as string, backend),
  decorate: (picture) => picture,
});
const photos = await mkdtemp(join(tmpdir(), 'overpaint-control-'));
const image = await writeSamplePhoto(photos);
const edges = await loadControlNet(net);

async function paint(features: readonly Feature[], asked: number) {
  const steps = stepSeconds();
  own = 0;
  await img2img({
    image,
    model: folder!,
    features,
    prompt: 'oil painting, thick strokes',
    seed: 1,
    size: { width: Number(size), height: Number(size) },
    strength: 1,
    steps: asked,
    onProgress: steps.onProgress,
  });
  return { used: steps.used, own };
}

const steered = [controlNet(edges, { preprocess: 'canny' })];
const rounds: { plain: number; more: number; own: number }[] = [];
for (let round = 0; round < Number(times); round++) {
  // The UNet is open with inputs for residuals or without: each kind is opened anew before it is measured.
  await paint([], 1);
  const plain = await paint([], Number(steps));
  await paint(steered, 1);
  const { used, own } = await paint(steered, Number(steps));
  rounds.push({ plain: plain.used, more: used - own, own });
}
await edges.dispose();
await dispose();
await rm(photos, { recursive: true });

/** What other work on the machine adds, only adds: the least of all rounds is nearest to what it takes by itself. */
const least = (what: (round: (typeof rounds)[number]) => number) => Math.min(...rounds.map(what));
const [plain, more, steering] = [least(({ plain }) => plain), least(({ more }) => more), least(({ own }) => own)];
const beyond = more / plain - 1;
console.log(
  `${folder}, ${size} × ${size}, ${steps} steps with guidance; seconds of the processor, the least of ${times} rounds`,
);
console.log(`without        ${plain.toFixed(1)} s`);
console.log(`with           ${(more + steering).toFixed(1)} s`);
console.log(`ControlNet     ${steering.toFixed(1)} s, its own network`);
console.log(`what is beyond ${(100 * beyond).toFixed(1)} % (at most 2)`);
process.exitCode = beyond <= 0.02 ? 0 : 1;
