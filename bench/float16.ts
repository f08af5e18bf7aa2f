// Is a float16 export as fast as the same network in float32? A block of Stable Diffusion's kind (convolutions, group
// norm, attention over 2,304 tokens, GEGLU) is written in both types and opened by Overpaint in one process; runs take
// turns, and the medians of their processor time are compared. Beside them: the float16 file as ONNX Runtime opens it by itself. Then each is opened in a
// process of its own, whose memory is printed against what a plan says of the weights.
//
//     node bench/run.mjs float16 [rounds]
//
// Must be: float16 at most 1.05 of float32, in time and in resident memory once open.

import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tensor } from '@overpaint/core';
import { createNodeOverpaint } from '@overpaint/node';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { toFloat16 } from '../packages/core/src/tensor/float16.js';
import { median } from './median.js';
import { constant, FLOAT, FLOAT16, int, ints, message, model, node, text, value, wave } from './onnx.js';
import { processorSeconds } from './processor-time.js';

type Type = typeof FLOAT | typeof FLOAT16;

const [channels, wide, side, heads] = [320, 1280, 48, 8];
const tokens = side * side;

/** What an exporter writes for such a block of a UNet. */
function block(type: Type): Uint8Array {
  const numbers = (name: string, dims: readonly number[], values: Float32Array) =>
    constant(name, dims, type === FLOAT ? values : toFloat16(values));
  const weights = (name: string, dims: readonly number[], fan: number) => numbers(name, dims, wave(dims, fan));
  const whole = (name: string, ...values: number[]) =>
    constant(name, [values.length], BigInt64Array.from(values, BigInt));
  const scalar = (name: string, one: number) => numbers(name, [], Float32Array.of(one));
  const ones = (name: string, dims: readonly number[]) =>
    numbers(name, dims, new Float32Array(dims.reduce((product, dim) => product * dim, 1)).fill(1));
  const axis = message(5, text(1, 'axis'), int(3, 2), int(20, 2));
  const project = (from: string, name: string) => [
    node('MatMul', [from, name], `${name}_flat`),
    node('Reshape', [`${name}_flat`, 'in_heads'], `${name}_heads`),
    node('Transpose', [`${name}_heads`], `${name}_ready`, ints('perm', name === 'key' ? [0, 2, 3, 1] : [0, 2, 1, 3])),
  ];
  return model(
    node('Conv', ['sample', 'first'], 'a', ints('pads', [1, 1, 1, 1])),
    node('Reshape', ['a', 'groups'], 'grouped'),
    node('InstanceNormalization', ['grouped', 'group_scale', 'group_bias'], 'normalised'),
    node('Reshape', ['normalised', 'picture'], 'b'),
    node('Mul', ['b', 'scale'], 'c'),
    node('Sigmoid', ['c'], 'gate'),
    node('Mul', ['c', 'gate'], 'd'),
    node('Conv', ['d', 'second'], 'e', ints('pads', [1, 1, 1, 1])),
    node('Reshape', ['e', 'flat'], 'f'),
    node('Transpose', ['f'], 'sequence', ints('perm', [0, 2, 1])),
    node('LayerNormalization', ['sequence', 'ones'], 'g'),
    ...['query', 'key', 'values'].flatMap((name) => project('g', name)),
    node('Mul', ['query_ready', 'softener'], 'softened'),
    node('MatMul', ['softened', 'key_ready'], 'scores'),
    node('Softmax', ['scores'], 'attention'),
    node('MatMul', ['attention', 'values_ready'], 'attended'),
    node('Transpose', ['attended'], 'beside', ints('perm', [0, 2, 1, 3])),
    node('Reshape', ['beside', 'from_heads'], 'together'),
    node('MatMul', ['together', 'out'], 'h'),
    node('Add', ['h', 'sequence'], 'i'),
    node('MatMul', ['i', 'widen'], 'both'),
    message(1, text(1, 'both'), text(1, 'halves'), text(2, 'hidden'), text(2, 'switch'), text(4, 'Split'), axis),
    node('Div', ['switch', 'root_of_two'], 'j'),
    node('Erf', ['j'], 'k'),
    node('Add', ['k', 'one'], 'l'),
    node('Mul', ['switch', 'l'], 'm'),
    node('Mul', ['m', 'half'], 'n'),
    node('Mul', ['hidden', 'n'], 'o'),
    node('MatMul', ['o', 'narrow'], 'p'),
    node('Add', ['p', 'i'], 'q'),
    node('Transpose', ['q'], 'r', ints('perm', [0, 2, 1])),
    node('Reshape', ['r', 'picture'], 's'),
    node('Conv', ['s', 'down'], 't', ints('strides', [2, 2]), ints('pads', [1, 1, 1, 1])),
    node('Conv', ['t', 'third'], 'u', ints('pads', [1, 1, 1, 1])),
    node('Conv', ['u', 'last'], 'out_sample', ints('pads', [1, 1, 1, 1])),
    weights('first', [channels, 4, 3, 3], 36),
    weights('second', [channels, channels, 3, 3], 9 * channels),
    weights('query', [channels, channels], channels),
    weights('key', [channels, channels], channels),
    weights('values', [channels, channels], channels),
    weights('out', [channels, channels], channels),
    weights('widen', [channels, 2 * wide], channels),
    weights('narrow', [wide, channels], wide),
    weights('down', [wide, channels, 3, 3], 9 * channels),
    weights('third', [wide, wide, 3, 3], 9 * wide),
    weights('last', [4, wide, 3, 3], 9 * wide),
    ones('group_scale', [32]),
    weights('group_bias', [32], 32),
    ones('scale', [channels, 1, 1]),
    ones('ones', [channels]),
    scalar('softener', 1 / Math.sqrt(channels / heads)),
    scalar('root_of_two', Math.SQRT2),
    scalar('one', 1),
    scalar('half', 0.5),
    whole('groups', 0, 32, -1),
    whole('picture', 0, channels, side, side),
    whole('flat', 0, channels, -1),
    whole('in_heads', 0, tokens, heads, channels / heads),
    whole('from_heads', 0, tokens, channels),
    whole('halves', wide, wide),
    value(11, 'sample', type, ['batch', 4, side, side]),
    value(12, 'out_sample', type, ['batch', 4, side / 2, side / 2]),
  );
}

const [task, folder] = process.argv.slice(2);
const sample = tensor([1, 4, side, side], wave([4, side, side], 1));
const name = { [FLOAT]: 'float32', [FLOAT16]: 'float16' } as const;

if (task === 'memory') await tellMemory(folder!);
else await compare(Number(task ?? 18));

/** Opens a network, runs it once, and tells what this process then holds. */
async function tellMemory(network: string): Promise<void> {
  const { loadNetwork, dispose, detect } = createNodeOverpaint({ cache: false });
  await detect(); // ONNX Runtime itself
  const before = process.memoryUsage().rss;
  await (await loadNetwork(network)).run({ sample });
  console.log(
    JSON.stringify({ open: process.memoryUsage().rss - before, peak: process.resourceUsage().maxRSS * 1024 }),
  );
  await dispose();
}

async function compare(rounds: number): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'overpaint-float16-'));
  const folders = { [FLOAT]: join(root, 'float32'), [FLOAT16]: join(root, 'float16') };
  for (const type of [FLOAT, FLOAT16] as const) {
    await mkdir(folders[type]);
    await writeFile(join(folders[type], 'model.onnx'), block(type));
  }
  const { loadNetwork, dispose } = createNodeOverpaint({ cache: false });
  const networks = { [FLOAT]: await loadNetwork(folders[FLOAT]), [FLOAT16]: await loadNetwork(folders[FLOAT16]) };
  const bare = await InferenceSession.create(join(folders[FLOAT16], 'model.onnx'), { logSeverityLevel: 4 });
  const halves = new OrtTensor('float16', toFloat16(sample.data), [...sample.dims]);

  const runs: Record<string, () => Promise<unknown>> = {
    float32: () => networks[FLOAT].run({ sample }),
    float16: () => networks[FLOAT16].run({ sample }),
    'float16, ONNX Runtime by itself': () => bare.run({ sample: halves }),
  };
  // In every order, so that none runs more often behind itself, with what it needs still in the processor's cache.
  const [a, b, c] = Object.keys(runs) as [string, string, string];
  const orders = [[a, b, c], [b, a, c], [c, a, b], [a, c, b], [b, c, a], [c, b, a]]; // biome-ignore format: a table
  const times: Record<string, number[]> = {};
  for (let round = -1; round < rounds; round++) {
    for (const what of orders[(round + orders.length) % orders.length]!) {
      const run = runs[what]!;
      const started = process.cpuUsage();
      await run();
      const used = processorSeconds(started);
      times[what] ??= [];
      if (round >= 0) times[what].push(1000 * used); // the first warms up
    }
  }
  await bare.release();
  await dispose();

  const reference = median(times['float32']!);
  for (const [what, own] of Object.entries(times)) {
    console.log(
      `${what.padEnd(32)} ${median(own).toFixed(1).padStart(7)} ms   ${(median(own) / reference).toFixed(2)} of float32`,
    );
  }

  const held: Record<string, number> = {};
  for (const type of [FLOAT, FLOAT16] as const) {
    const { size } = await stat(join(folders[type], 'model.onnx'));
    const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), 'memory', folders[type]], {
      encoding: 'utf8',
    });
    if (child.status !== 0) throw new Error(child.stderr);
    const { open, peak } = JSON.parse(child.stdout) as { open: number; peak: number };
    held[name[type]] = open;
    const said = type === FLOAT ? size : 2 * size;
    const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
    console.log(
      `${name[type]}: file ${megabytes(size)}, weights said ${megabytes(said)}, open ${megabytes(open)}, peak of the process ${megabytes(peak)}`,
    );
  }
  await rm(root, { recursive: true });
  const time = median(times['float16']!) / reference;
  const memory = held['float16']! / held['float32']!;
  console.log(
    `float16 against float32: time ${time.toFixed(2)}, memory ${memory.toFixed(2)} (each must be at most 1.05)`,
  );
  process.exitCode = time <= 1.05 && memory <= 1.05 ? 0 : 1;
}
