// What does a LoRA cost with a model of the real size? Makes a file of rank 20 with random numbers for all layers of the UNet's
// transformers, and paints one small step without it, with it, with another weight of it and with the first again, each kind
// in a fresh process: time that goes into opening networks, memory, and room on disk. First without a cache, then with one
// that has the plain networks, as after a first day. Folders of random weights: scripts/full-size-models.py.
//
//     node bench/run.mjs edits models/sd15 [models/controlnet]
//
// With a ControlNet it also runs `control`, which says what that costs.
//
// Must be: without a cache the first use at most 1.5 times as long as opening the plain model; a second weight at most 15 s;
// in memory and, for each weight, on disk no more than the changed matrices weigh.

import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createNodeOverpaint } from '@overpaint/node';
import { fieldOf } from '../packages/core/src/onnx/message.js';
import { outlineGraph } from '../packages/core/src/onnx/outline-graph.js';
import { type WeightPlace, weightPlaces } from '../packages/core/src/onnx/weight-places.js';
import { writeSamplePhoto } from './sample-photo.js';

const rank = 20;
const [folder, lora, photo, cache] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Name a folder: node bench/run.mjs edits models/sd15 [models/controlnet]');
  process.exit(2);
}
if (photo === undefined) await compare(folder, lora);
else console.log(JSON.stringify(await measure(folder, lora === 'none' ? undefined : lora, photo, cache ?? false)));

interface Measured {
  /** Seconds in which networks were opened: for the first call, for one with another weight, and for one with the first again. */
  readonly opened: number;
  readonly other: number;
  readonly again: number;
  /** Bytes: held after the first call, and the most that there was. */
  readonly held: number;
  readonly peak: number;
}

async function measure(
  model: string,
  source: string | undefined,
  image: string,
  cache: string | false,
): Promise<Measured> {
  const { img2img, dispose } = createNodeOverpaint({ cache });
  const call = { image, model, prompt: 'oil painting', steps: 1, strength: 1, seed: 1, size: 64 } as const;
  const paint = async (weight: number) => {
    const { timings } = await img2img({ ...call, ...(source && { loras: [{ source, weight }] }) });
    return timings.load;
  };
  const opened = await paint(1);
  const held = process.memoryUsage().rss;
  const peak = process.resourceUsage().maxRSS * 1024;
  const other = await paint(0.5);
  const again = await paint(1);
  await dispose();
  return { opened, other, again, held, peak };
}

async function compare(model: string, controlNet: string | undefined): Promise<void> {
  const temporary = await mkdtemp(join(tmpdir(), 'overpaint-edits-'));
  const image = await writeSamplePhoto(temporary);
  const places = (await placesOf(join(model, 'unet/model.onnx'))).filter(
    ({ kind, path }) => kind === 'matrix' && path.includes('attentions'),
  );
  const file = join(temporary, 'random.safetensors');
  await writeFile(file, loraFor(places));
  const changed = places.reduce((sum, { dims }) => sum + 4 * dims.reduce((a, b) => a * b, 1), 0);
  const cache = join(temporary, 'cache');
  const run = async (lora: string, ...given: string[]): Promise<Measured> => {
    const { stdout } = await promisify(execFile)(process.execPath, [process.argv[1]!, model, lora, image, ...given]);
    return JSON.parse(stdout);
  };
  await run('none'); // what of the files the system keeps in memory, it has now
  const [plain, merged] = [await run('none'), await run(file)];
  await run('none', cache); // keeps what ONNX Runtime makes of the plain networks
  const [plainKept, first] = [await run('none', cache), await run(file, cache)];
  const disk = await keptWeights(cache);
  const before = await run(file, cache);
  const { size } = await stat(file);
  await rm(temporary, { recursive: true });

  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(2)} GB`;
  const ratio = merged.opened / plain.opened;
  const more = Math.max(merged.held - plain.held, merged.peak - plain.peak, first.peak - plainKept.peak);
  console.log(
    `LoRA of rank ${rank}: ${places.length} layers, ${gigabytes(size)}, which change ${gigabytes(changed)} of weights`,
  );
  const rows = {
    'without a cache, plain': plain,
    'with the LoRA': merged,
    'with a cache, plain': plainKept,
    'first use of the LoRA': first,
    'in the next process': before,
  };
  for (const [what, { opened, other, again, peak }] of Object.entries(rows)) {
    const then = what.endsWith('plain')
      ? ''
      : `, another weight ${other.toFixed(1)} s, the first again ${again.toFixed(1)} s`;
    console.log(`${what.padEnd(22)} opened in ${opened.toFixed(1)} s${then}, at most ${gigabytes(peak)}`);
  }
  console.log(`first use ${ratio.toFixed(2)} times as long as the plain model (at most 1.5)`);
  console.log(
    `another weight opened in ${first.other.toFixed(1)} s (at most 15), without a cache in ${merged.other.toFixed(1)} s`,
  );
  console.log(`memory ${gigabytes(more)} more (at most ${gigabytes(changed)})`);
  console.log(`disk ${disk.map(gigabytes).join(' and ')} for two weights (at most ${gigabytes(changed)} each)`);
  // Each matrix begins with a page of its own.
  const fits = disk.length === 2 && disk.every((bytes) => bytes <= changed + 4096 * places.length);
  process.exitCode = ratio <= 1.5 && first.other <= 15 && more <= changed && fits ? 0 : 1;
  if (controlNet === undefined) return;
  const runner = fileURLToPath(new URL('../../run.mjs', import.meta.url));
  const { status } = spawnSync(process.execPath, [runner, 'control', model, controlNet, '3', '256'], {
    stdio: 'inherit',
  });
  process.exitCode ||= status ?? 1;
}

/** Bytes of what is kept of each set of weights. */
async function keptWeights(cache: string): Promise<number[]> {
  const sizes: number[] = [];
  for (const entry of await readdir(join(cache, 'graphs'))) {
    const found = await stat(join(cache, 'graphs', entry, 'changed-weights.bin')).catch(() => undefined);
    if (found) sizes.push(found.size);
  }
  return sizes;
}

async function placesOf(path: string): Promise<WeightPlace[]> {
  const file = await open(path);
  try {
    const read = async (from: number, to: number) => {
      const { buffer, bytesRead } = await file.read(new Uint8Array(to - from), 0, to - from, from);
      return buffer.subarray(0, bytesRead);
    };
    const { graph } = await outlineGraph(read, (await file.stat()).size, 'model.onnx');
    return weightPlaces(fieldOf(graph, 7)!.content);
  } finally {
    await file.close();
  }
}

/** A file as kohya's tools write it, in float16: small numbers, since large ones make NaN of random weights. */
function loraFor(places: readonly WeightPlace[]): Uint8Array {
  const header: Record<string, object> = {};
  let at = 0;
  for (const { path, dims } of places) {
    const name = `lora_unet_${path.replaceAll('.', '_')}`;
    const [outputs = 1, inputs = 1, ...kernel] = dims;
    const shapes = { lora_down: [rank, inputs, ...kernel], lora_up: [outputs, rank, ...kernel.map(() => 1)] };
    for (const [part, shape] of Object.entries(shapes)) {
      const bytes = 2 * shape.reduce((a, b) => a * b, 1);
      header[`${name}.${part}.weight`] = { dtype: 'F16', shape, data_offsets: [at, at + bytes] };
      at += bytes;
    }
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + at);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  let state = 1;
  for (let i = 8 + text.length; i < file.length; i += 2) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    file[i] = state >>> 24;
    file[i + 1] = (state & 0x8000) === 0 ? 0x10 : 0x90; // ±0.0005 …
  }
  return file;
}
