// How does a whole call of the real size compare with diffusers on PyTorch and optimum's pipeline on ONNX Runtime? Each paints one
// picture in a process of its own, one after the other on the same machine: diffusers, optimum, and Overpaint exactly, balanced
// and fast. Prints seconds of the processor and by the clock, opening apart, and the most memory each had; as JSON with --json, from which docs/performance.md is written (bench/results/real-size.json).
// Folders of random weights: scripts/full-size-models.py, with `taesd` and `lcm-lora` for the folder's taesd/, which `balanced` takes,
// and the LoRA that its overpaint.json names, which `fast` does.
//
//     node bench/run.mjs real-size models/sd15 venv/bin/python [steps] [size] [--json]
//
// Must be, in seconds of the processor at 20 steps and 512: exact at least 1.05 times as fast as diffusers and as fast as optimum,
// balanced three times, fast eight times as fast as diffusers.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { SpeedName } from '@overpaint/core';
import { createNodeOverpaint } from '@overpaint/node';
import { processorSeconds } from './processor-time.js';
import { here, writeSamplePhoto } from './sample-photo.js';

/** What the default dial paints: initStrength 0.6 is strength 0.62; both libraries are given 0.6. */
const strength = 0.6;
const guidanceScale = 7;

interface Cost {
  readonly clock: number;
  readonly processor: number;
}
interface Measured {
  readonly opened: Cost;
  readonly call: Cost;
  readonly peak: number;
  readonly work?: unknown;
}

const [folder, python, steps = '20', size = '512', mode] = process.argv.slice(2);
if (folder === undefined || python === undefined) {
  console.error('Name a folder and a Python: node bench/run.mjs real-size models/sd15 venv/bin/python [steps] [size]');
  process.exit(2);
}
if (mode === undefined || mode === '--json') await compare();
else console.log(JSON.stringify(await measure(mode as SpeedName)));

/** One call in this process, with the networks opened by a smaller one before. */
async function measure(speed: SpeedName): Promise<Measured> {
  const { img2img, loadModel, dispose } = createNodeOverpaint({ cache: false });
  const photos = await mkdtemp(join(tmpdir(), 'overpaint-real-size-'));
  const image = await writeSamplePhoto(photos);
  const model = await loadModel(folder);
  const call = {
    image,
    model,
    prompt: 'oil painting, thick strokes',
    negativePrompt: 'blurry',
    seed: 1,
    speed,
    strength,
  };
  const timed = async (settings: object): Promise<{ cost: Cost; work: unknown }> => {
    const [begun, used] = [performance.now(), process.cpuUsage()];
    const { plan } = await img2img({ ...call, ...settings });
    const cost = { clock: (performance.now() - begun) / 1000, processor: processorSeconds(used) };
    return { cost, work: { steps: plan.stepsRun, ...plan.work, speed: plan.speed } };
  };
  const { cost: opened } = await timed({ size: 64, steps: 8, tiles: false }); // every network, and each of its parts
  const few = speed === 'fast' ? {} : { steps: Number(steps), guidanceScale };
  const { cost, work } = await timed({ size: { width: Number(size), height: Number(size) }, ...few });
  const peak = process.resourceUsage().maxRSS * 1024;
  await model.dispose();
  await dispose();
  await rm(photos, { recursive: true });
  return { opened, call: cost, peak, work };
}

async function versionOf(library: string): Promise<string> {
  const path = here(`packages/node/node_modules/${library}/package.json`);
  return (JSON.parse(await readFile(path, 'utf8')) as { version: string }).version;
}

async function versionsIn(python: string): Promise<Record<string, string>> {
  const libraries = ['torch', 'diffusers', 'optimum', 'onnxruntime'];
  const script = `import importlib.metadata, json; print(json.dumps({name: importlib.metadata.version(name) for name in ${JSON.stringify(libraries)}}))`;
  return JSON.parse((await promisify(execFile)(python, ['-c', script])).stdout) as Record<string, string>;
}

async function compare(): Promise<void> {
  const run = async (command: string, given: readonly string[]): Promise<Measured> => {
    const { stdout } = await promisify(execFile)(command, given, { maxBuffer: 2 ** 26 });
    return JSON.parse(stdout.trim().split('\n').at(-1)!);
  };
  const script = fileURLToPath(new URL('../../../scripts/real-size.py', import.meta.url));
  const others = (kind: string) =>
    run(python!, [script, kind, folder!, size, steps, String(strength), String(guidanceScale)]);
  const ours = (speed: SpeedName) => run(process.execPath, [process.argv[1]!, folder!, python!, steps, size, speed]);

  const results: (readonly [string, Measured])[] = [];
  const add = async (name: string, work: Promise<Measured>) => {
    const measured = await work;
    results.push([name, measured]);
    process.stderr.write(`${name}: ${measured.call.processor.toFixed(1)} s of the processor\n`);
  };
  await add('Overpaint fast', ours('fast'));
  await add('Overpaint balanced', ours('balanced'));
  await add('Overpaint exact', ours('exact'));
  await add('diffusers', others('diffusers'));
  await add('optimum', others('optimum'));
  const machine = { processor: cpus()[0]?.model, cores: cpus().length, node: process.version };
  const versions = { 'onnxruntime-node': await versionOf('onnxruntime-node'), ...(await versionsIn(python!)) };
  const date = new Date().toISOString().slice(0, 10);
  if (mode === '--json') {
    console.log(JSON.stringify({ date, machine, versions, strength, guidanceScale, steps, size, results }, null, 2));
    return;
  }

  const torch = results.find(([name]) => name === 'diffusers')![1].call.processor;
  console.log(
    `${machine.cores} × ${machine.processor}, Node ${machine.node}; ${steps} steps, strength ${strength}, ${size} × ${size}`,
  );
  console.log('                    processor    clock   opened     memory   times diffusers');
  for (const [name, { opened, call, peak }] of results) {
    const numbers = [call.processor, call.clock, opened.processor].map((value) => `${value.toFixed(1)} s`.padStart(9));
    const memory = `${(peak / 1e9).toFixed(1)} GB`.padStart(9);
    console.log(`${name.padEnd(20)}${numbers.join('')} ${memory} ${(torch / call.processor).toFixed(2).padStart(10)}`);
  }
}
