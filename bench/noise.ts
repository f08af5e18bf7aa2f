// What does drawing a picture's noise cost, beside the same numbers as one would draw them by hand? As many as the embedded model takes for
// 512 × 512: uniform ones by the Mersenne Twister, then normal ones of them; both must be the same. Prints milliseconds, medians over rounds.
//
//     node bench/run.mjs noise [rounds]

import { boxMullerBlocks } from '../packages/core/src/random/box-muller.js';
import { Mt19937 } from '../packages/core/src/random/mt19937.js';
import { median } from './median.js';

const rounds = Number(process.argv[2] ?? 30);
const count = 3 * 512 * 512;

const [size, middle] = [624, 397];

/** The Mersenne Twister as one would write it by hand. */
function uniformByHand(seed: number): Float32Array {
  const state = new Int32Array(size);
  state[0] = seed;
  for (let i = 1; i < size; i++) {
    const previous = state[i - 1]! ^ (state[i - 1]! >>> 30);
    state[i] = Math.imul(1812433253, previous) + i;
  }
  const out = new Float32Array(count);
  for (let from = 0; from < count; from += size) {
    twistRange(state, 0, size - middle, middle);
    twistRange(state, size - middle, size - 1, middle - size);
    state[size - 1] = twisted(state[size - 1]!, state[0]!, state[middle - 1]!);
    const end = Math.min(size, count - from);
    for (let i = 0; i < end; i++) out[from + i] = (tempered(state[i]!) & 0xffffff) * 2 ** -24;
  }
  return out;
}

function twistRange(state: Int32Array, from: number, to: number, ahead: number): void {
  for (let i = from; i < to; i++) state[i] = twisted(state[i]!, state[i + 1]!, state[i + ahead]!);
}

function twisted(own: number, next: number, ahead: number): number {
  const y = (own & 0x80000000) | (next & 0x7fffffff);
  return ahead ^ (y >>> 1) ^ (-(y & 1) & 0x9908b0df);
}

function tempered(word: number): number {
  let y = word ^ (word >>> 11);
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  return y ^ (y >>> 18);
}

function uniform(seed: number): Float32Array {
  const out = new Float32Array(count);
  new Mt19937(seed).fillUniform24(out, 0, count);
  return out;
}

/** Box-Muller with the engine's own functions. */
function normalByHand(values: Float32Array): Float32Array {
  const out = values.slice();
  for (let block = 0; block < count; block += 16) {
    for (let i = block; i < block + 8; i++) {
      const radius = Math.sqrt(-2 * Math.log(1 - out[i]!));
      const angle = Math.fround(Math.fround(2 * Math.PI) * out[i + 8]!);
      out[i] = radius * Math.cos(angle);
      out[i + 8] = radius * Math.sin(angle);
    }
  }
  return out;
}

function normal(values: Float32Array): Float32Array {
  const out = values.slice();
  boxMullerBlocks(out, 0, count);
  return out;
}

function compare(what: string, ours: () => Float32Array, byHand: () => Float32Array, allowed: number): void {
  const [a, b] = [ours(), byHand()];
  const distance = a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
  if (distance > allowed) throw new Error(`${what}: ${distance} apart`);
  const times: Record<'ours' | 'byHand', number[]> = { ours: [], byHand: [] };
  for (let round = 0; round < rounds; round++) {
    for (const [name, work] of Object.entries({ ours, byHand })) {
      const started = performance.now();
      work();
      times[name as keyof typeof times].push(performance.now() - started);
    }
  }
  const [fast, slow] = [median(times.ours), median(times.byHand)];
  console.log(`${what}: ${fast.toFixed(2)} ms, by hand ${slow.toFixed(2)} ms, ${(slow / fast).toFixed(1)} times`);
}

const drawn = uniform(1);
compare(
  `${count} uniform numbers`,
  () => uniform(1),
  () => uniformByHand(1),
  0,
);
compare(
  `${count} normal numbers of them`,
  () => normal(drawn),
  () => normalByHand(drawn),
  1e-6,
);
