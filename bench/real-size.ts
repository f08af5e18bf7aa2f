// How does a whole call of the real size compare with diffusers on PyTorch and optimum's pipeline on ONNX Runtime? Each paints one
// picture in a process of its own, one after the other on the same machine: diffusers, optimum, and Overpaint exactly, balanced
// and fast. Prints seconds of the processor and by the clock, of whole calls and of each network, opening apart (and again from the cache of
// optimised graphs), the most memory each had, resident and staged, and the share of the clock outside networks; as JSON with --json,
// from which docs/performance.md is written (bench/results/real-size.json).
// Folders of random weights: scripts/full-size-models.py, with `taesd` and `lcm-lora` for the folder's taesd/, which `balanced` takes,
// and the LoRA that its overpaint.json names, which `fast` does.
//
//     node bench/run.mjs real-size models/sd15 venv/bin/python [steps] [size] [--json]
//
// What the system kills for its memory is told of as such.
//
// Must be, in seconds of the processor at 20 steps and 512 with Stable Diffusion 1.5: exact at least 1.05 times as fast as diffusers and
// as fast as optimum, balanced three times, fast eight times as fast as diffusers.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { SpeedName } from '@overpaint/core';
import { type CallSettings, type Measured, measureCall } from './real-size-call.js';
import { here } from './sample-photo.js';

/** What the default dial paints: initStrength 0.6 is strength 0.62; both libraries are given 0.6. */
const strength = 0.6;
const guidanceScale = 7;

const [folder, python, steps = '20', size = '512', mode, memory = 'resident', cache = ''] = process.argv.slice(2);
if (folder === undefined || python === undefined) {
  console.error('Name a folder and a Python: node bench/run.mjs real-size models/sd15 venv/bin/python [steps] [size]');
  process.exit(2);
}
const isXl = existsSync(join(folder, 'text_encoder_2'));
if (mode === undefined || mode === '--json') await compare();
else console.log(JSON.stringify(await measureCall(settingsOf(mode as SpeedName))));

function settingsOf(speed: SpeedName): CallSettings {
  return {
    ...{ folder: folder!, steps: Number(steps), size: Number(size), strength, guidanceScale, speed },
    memory: memory as CallSettings['memory'],
    cache: cache || false,
  };
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
  const ours = (speed: SpeedName, steps: string, ...how: readonly string[]) =>
    run(process.execPath, [process.argv[1]!, folder!, python!, steps, size, speed, ...how]);

  const results: (readonly [string, Measured])[] = [];
  const didNotFit: string[] = [];
  const add = async (name: string, work: Promise<Measured>) => {
    const measured = await work.catch((error: { readonly signal?: string }) => {
      if (error.signal !== 'SIGKILL') throw error;
      didNotFit.push(name);
    });
    if (measured === undefined) return;
    results.push([name, measured]);
    process.stderr.write(`${name}: ${measured.call.processor.toFixed(1)} s of the processor\n`);
  };
  // Into a network of several gigabytes LoRAs are merged a few weights at a time, which only a cache has room for.
  const merged = await mkdtemp(join(tmpdir(), 'overpaint-merged-'));
  await add('Overpaint fast', ours('fast', steps, 'resident', ...(isXl ? [merged] : [])));
  await rm(merged, { recursive: true });
  await add('Overpaint balanced', ours('balanced', steps));
  await add('Overpaint exact', ours('exact', steps));
  // A library that ends with an error of its own is told of; what the others cost is not lost.
  const failed: (readonly [name: string, error: string])[] = [];
  for (const name of ['diffusers', 'optimum']) {
    await add(name, others(name)).catch((error: { readonly stderr?: string; readonly message: string }) => {
      const told = (error.stderr ?? error.message).trim().split('\n').at(-1)!;
      failed.push([name, told]);
      process.stderr.write(`${name}: ${told}\n`);
    });
  }
  const staged = await ours('exact', '1', 'staged');
  const graphs = await mkdtemp(join(tmpdir(), 'overpaint-graphs-'));
  const starts: Measured['opened'][] = [];
  for (let start = 1; start <= 2; start++) starts.push((await ours('exact', '1', 'resident', graphs)).opened);
  await rm(graphs, { recursive: true });
  const machine = { processor: cpus()[0]?.model, cores: cpus().length, node: process.version };
  const versions = { 'onnxruntime-node': await versionOf('onnxruntime-node'), ...(await versionsIn(python!)) };
  const date = new Date().toISOString().slice(0, 10);
  if (mode === '--json') {
    const told = { date, machine, versions, model: basename(folder!), strength, guidanceScale, steps, size };
    const kept = { results, ...(didNotFit.length > 0 && { didNotFit }), failed, staged, starts };
    console.log(JSON.stringify({ ...told, ...kept }, null, 2));
    return;
  }

  for (const name of didNotFit) console.log(`${name}: killed by the system, for its memory`);
  for (const [name, error] of failed) console.log(`${name}: ${error}`);
  const torch = results.find(([name]) => name === 'diffusers')?.[1].call.processor ?? Number.NaN;
  console.log(
    `${machine.cores} × ${machine.processor}, Node ${machine.node}; ${steps} steps, strength ${strength}, ${size} × ${size}`,
  );
  console.log('                    processor    clock   opened     memory   times diffusers');
  for (const [name, { opened, call, peak, networks, outside }] of results) {
    const numbers = [call.processor, call.clock, opened.processor].map((value) => `${value.toFixed(1)} s`.padStart(9));
    const memory = `${(peak / 1e9).toFixed(1)} GB`.padStart(9);
    console.log(`${name.padEnd(20)}${numbers.join('')} ${memory} ${(torch / call.processor).toFixed(2).padStart(10)}`);
    for (const [network, { calls, processor, clock }] of Object.entries(networks))
      console.log(
        `  ${`${network} × ${calls}`.padEnd(18)}${[processor, clock].map((value) => `${value.toFixed(1)} s`.padStart(9)).join('')}`,
      );
    if (outside !== undefined) console.log(`  no network runs in ${(100 * outside).toFixed(1)} % of the clock`);
  }
  console.log(`staged, one step: ${(staged.peak / 1e9).toFixed(1)} GB`);
  console.log(
    `opened, and again from the cache: ${starts.map(({ processor }) => `${processor.toFixed(1)} s`).join(', ')}`,
  );
}
