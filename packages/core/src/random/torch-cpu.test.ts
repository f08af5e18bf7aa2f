import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { boxMullerBlocks } from './box-muller.js';
import { Mt19937 } from './mt19937.js';
import { TorchCpuRandom } from './torch-cpu.js';
import { TorchNoise } from './torch-noise.js';

interface Draw {
  readonly seed: string;
  readonly dtype: 'float32' | 'float16';
  readonly dims: readonly number[];
  readonly sum: number;
  readonly absSum: number;
  readonly values?: string;
  readonly first?: readonly number[];
  readonly last?: readonly number[];
  readonly every97th?: readonly number[];
}
interface Golden {
  readonly engine: readonly { seed: string; first32: readonly number[]; output1000: number }[];
  readonly randn: readonly Draw[];
  readonly randnLarge: readonly Draw[];
  readonly randnFloat64: readonly { seed: string; dims: readonly number[]; values: readonly number[] }[];
  readonly rand: readonly Draw[];
  readonly randint: readonly { seed: string; low: string; high: string; values: readonly string[] }[];
  readonly sequences: readonly {
    seed: string;
    draws: readonly { draw: 'randn' | 'randn16' | 'rand' | 'randint'; size: number; values: readonly number[] }[];
  }[];
}
const golden: Golden = JSON.parse(readFileSync(new URL('../../golden/rng/torch-cpu.json', import.meta.url), 'utf8'));

// Some reference seeds are beyond 2⁵³; the engine takes the low 32 bits of any.
const generatorOf = (seed: string) => new TorchCpuRandom(Number(BigInt.asUintN(32, BigInt(seed))));
const decode = (base64: string) => new Float32Array(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)).buffer);
/** Measured between torch and an independent implementation: 1.1e-6; one half-precision step for float16. */
const tolerance = { float32: 2e-6, float16: 2e-3 };

function worst(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  let distance = 0;
  for (let i = 0; i < expected.length; i++) distance = Math.max(distance, Math.abs(actual[i]! - expected[i]!));
  return distance;
}

describe('torch CPU generator', () => {
  it.each(golden.engine)('engine, seed $seed', ({ seed, first32, output1000 }) => {
    const engine = new Mt19937(Number(BigInt.asUintN(32, BigInt(seed))));
    const outputs = Array.from({ length: 1000 }, () => engine.uint32());
    expect(outputs.slice(0, 5)).toEqual(first32);
    expect(outputs[999]).toBe(output1000);
  });

  it.each([...golden.randn, ...golden.randnLarge])('randn $dtype $dims, seed $seed', (draw) => {
    const random = generatorOf(draw.seed);
    const { data, dims } = draw.dtype === 'float16' ? random.randn16(draw.dims) : random.randn(draw.dims);
    const bound = tolerance[draw.dtype];
    expect(dims).toEqual(draw.dims);
    if (draw.values) expect(worst(data, decode(draw.values))).toBeLessThan(bound);
    if (draw.first) expect(worst(data.slice(0, draw.first.length), draw.first)).toBeLessThan(bound);
    if (draw.last) expect(worst(data.slice(-draw.last.length), draw.last)).toBeLessThan(bound);
    if (draw.every97th) {
      const sampled = data.slice(0, 97 * draw.every97th.length).filter((_, index) => index % 97 === 0);
      expect(worst(sampled.slice(0, draw.every97th.length), draw.every97th.slice(0, sampled.length))).toBeLessThan(
        bound,
      );
    }
    const sum = data.reduce((total, value) => total + value, 0);
    const absSum = data.reduce((total, value) => total + Math.abs(value), 0);
    expect(Math.abs(sum - draw.sum)).toBeLessThan(bound * data.length);
    expect(Math.abs(absSum - draw.absSum)).toBeLessThan(bound * data.length);
  });

  it.each(golden.randnFloat64)('randn64 $dims, seed $seed', ({ seed, dims, values }) => {
    expect(worst(generatorOf(seed).randn64(dims), values)).toBeLessThan(1e-14);
  });

  it.each(golden.rand)('rand $dtype, seed $seed', ({ seed, dtype, dims, values }) => {
    const random = generatorOf(seed);
    expect((dtype === 'float16' ? random.rand16(dims) : random.rand(dims)).data).toEqual(decode(values!));
  });

  it.each(golden.randint)('randint $low to $high, seed $seed', ({ seed, low, high, values }) => {
    const drawn = generatorOf(seed).randint(BigInt(low), BigInt(high), [values.length]);
    expect([...drawn].map(String)).toEqual(values);
  });

  it.each(golden.sequences)('draws in sequence, seed $seed', ({ seed, draws }) => {
    const random = generatorOf(seed);
    for (const { draw, size, values } of draws) {
      if (draw === 'randint') expect([...random.randint(0n, 1000n, [size])].map(Number)).toEqual(values);
      else expect(worst(random[draw]([size]).data, values)).toBeLessThan(draw === 'randn16' ? 2e-3 : 2e-6);
    }
  });

  it('gaussian is randn', () => {
    expect(new TorchCpuRandom(3).gaussian([2, 9])).toEqual(new TorchCpuRandom(3).randn([2, 9]));
  });
});

describe('uniform numbers', () => {
  /** Outputs one by one, and what they are as numbers. */
  const oneByOne = (engine: Mt19937, count: number) =>
    Float32Array.from({ length: count }, () => (engine.uint32() & 0xffffff) / 2 ** 24);

  it("are the engine's outputs, however many are asked for at once", () => {
    const [engine, single] = [new Mt19937(7), new Mt19937(7)];
    for (const count of [1, 3, 0, 620, 624, 15_137, 40_001, 16]) {
      const out = new Float32Array(count + 2).fill(-1);
      engine.fillUniform24(out, 1, count + 1);
      expect(out).toEqual(Float32Array.of(-1, ...oneByOne(single, count), -1));
      expect(engine.uint32()).toBe(single.uint32());
    }
  });

  it('of generators that take turns are those of each alone', () => {
    const draws = (...engines: Mt19937[]) =>
      Array.from({ length: 3 }, () =>
        engines.map((engine) => {
          const out = new Float32Array(1000);
          engine.fillUniform24(out, 0, 1000);
          return out;
        }),
      );
    const together = draws(new Mt19937(1), new Mt19937(2));
    for (const [place, seed] of [1, 2].entries())
      expect(together.map((drawn) => drawn[place])).toEqual(draws(new Mt19937(seed)).flat());
  });
});

describe("normal numbers without the engine's logarithm and cosine", () => {
  const { cos, fround, log, PI, sin, sqrt } = Math;
  const bits = 2 ** 24;
  /** Uniform numbers that are near to 0 and 1, and between. */
  const uniform = [
    ...Array.from({ length: 4096 }, (_, i) => i),
    ...Array.from({ length: 4096 }, (_, i) => bits - 1 - i),
    ...Array.from({ length: 1 << 17 }, (_, i) => i * 128 + (i % 127)),
  ];

  const eights = Array.from({ length: uniform.length / 8 }, (_, eight) =>
    uniform.slice(8 * eight, 8 * eight + 8).map((value) => value / bits),
  );

  it('has radii as float32 holds them', () => {
    for (const eight of eights) {
      const values = Float32Array.of(...eight, ...new Float32Array(8)); // at angle 0
      boxMullerBlocks(values, 0, 16);
      expect([...values.subarray(0, 8)]).toEqual(eight.map((value) => fround(sqrt(-2 * log(1 - value) + 0))));
    }
  });

  it('has sines and cosines to half of what float32 holds', () => {
    const radius = sqrt(-2 * log(0.5));
    for (const eight of eights) {
      const values = Float32Array.of(...new Float32Array(8).fill(0.5), ...eight);
      boxMullerBlocks(values, 0, 16);
      for (const [i, value] of eight.entries()) {
        const angle = fround(fround(2 * PI) * value);
        expect(Math.abs(values[i]! - radius * cos(angle))).toBeLessThan(6e-8);
        expect(Math.abs(values[i + 8]! - radius * sin(angle))).toBeLessThan(6e-8);
      }
    }
  });
});

describe('noise that is drawn ahead', () => {
  const shape = [1, 4, 8, 8];
  const draws = (noise: TorchNoise) => [noise.gaussian(shape), noise.gaussian([3]), noise.gaussian(shape)];

  it.each([
    ['of the shape that is asked for first', shape],
    ['of another', [1, 4, 8, 16]],
    ['of a few numbers', [3]],
  ])('%s changes nothing', (_, ahead) => {
    const noise = new TorchNoise(7);
    noise.ahead(ahead);
    expect(draws(noise)).toEqual(draws(new TorchNoise(7)));
  });
});
