// What do ONNX Runtime's settings for memory cost and win? Whole calls, each setting in a process of its own, in turn: two steps with
// guidance, networks opened before as Overpaint opens them. Prints the least seconds of the processor of a call, and the most memory that
// the process had. With the embedded model, or a folder of scripts/full-size-models.py.
//
//     node bench/run.mjs memory-settings [models/sd15] [size] [rounds]
//
// `pattern`: what a run plans of where values lie is kept for the next of the same sizes. `arena`: memory that a run had is kept for the next.
//
// Must be: Overpaint's own setting, which is the arena alone, takes at most 5 % more of the processor than any that takes more memory.

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { createNodeOverpaint } from '@overpaint/node';
import { processorSeconds } from './processor-time.js';
import { here, writeSamplePhoto } from './sample-photo.js';

const settings: Record<string, object> = {
  "Overpaint's own": {},
  'pattern and arena': { enableMemPattern: true, enableCpuMemArena: true },
  'pattern alone': { enableMemPattern: true, enableCpuMemArena: false },
  neither: { enableMemPattern: false, enableCpuMemArena: false },
};

const [folder = here('packages/model-mini/model'), size = '512', rounds = '3', name] = process.argv.slice(2);
if (name === undefined) await compare();
else await measure(settings[name]!);

async function compare(): Promise<void> {
  const found = new Map<string, { seconds: number; bytes: number }[]>();
  for (let round = 0; round < Number(rounds); round++) {
    for (const name of Object.keys(settings)) {
      const given = [process.argv[1]!, folder, size, rounds, name];
      const { stdout } = await promisify(execFile)(process.execPath, given);
      found.set(name, [...(found.get(name) ?? []), JSON.parse(stdout)]);
    }
  }
  for (const [name, calls] of found) {
    const [seconds, bytes] = [calls.map(({ seconds }) => seconds), calls.map(({ bytes }) => bytes)];
    const took = `${Math.min(...seconds).toFixed(2)} s of the processor`;
    console.log(`${name.padEnd(18)} ${took}, ${(Math.max(...bytes) / 1e9).toFixed(2)} GB at most`);
  }
}

async function measure(changes: object): Promise<void> {
  // Overpaint has no option for these: they are put into what it asks its thread for.
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (this: Worker, message: { kind?: string; options?: object }, ...rest) {
    if (message.kind === 'create') message.options = { ...message.options, ...changes };
    return postMessage.call(this, message, ...(rest as []));
  };
  const work = await mkdtemp(join(tmpdir(), 'overpaint-memory-'));
  const { img2img, loadModel, dispose } = createNodeOverpaint({ cache: false });
  try {
    const model = await loadModel(folder);
    const image = await writeSamplePhoto(work);
    const call = {
      image,
      model,
      prompt: 'oil painting',
      negativePrompt: 'blue ink',
      steps: 2,
      stepsMode: 'exact',
    } as const;
    const paint = (seed: number) => img2img({ ...call, seed, size: Number(size) });
    await paint(1);
    const used = process.cpuUsage();
    await paint(2);
    const seconds = processorSeconds(used);
    console.log(JSON.stringify({ seconds, bytes: process.resourceUsage().maxRSS * 1024 }));
  } finally {
    await dispose();
    await rm(work, { recursive: true });
  }
}
