import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fromHalf, toHalf } from '../tensor/float16.js';
import { philox4x32, TorchCudaRandom } from './philox.js';

type Words = [number, number, number, number];
const golden: {
  readonly block: readonly { counter: Words; key: [number, number]; output: Words }[];
  readonly randn: readonly { seed: string; calls: readonly (readonly number[])[] }[];
} = JSON.parse(readFileSync(new URL('../../golden/rng/philox-cuda.json', import.meta.url), 'utf8'));

it.each(golden.block)('block $counter', ({ counter, key, output }) => {
  expect(philox4x32(counter, key)).toEqual(output);
});

// A number holds no seed from 2⁵³ on, and createRandom takes none.
it.each(golden.randn.filter(({ seed }) => BigInt(seed) < 2n ** 53n))('randn, seed $seed', ({ seed, calls }) => {
  const random = new TorchCudaRandom(Number(seed));
  for (const values of calls) {
    const { data } = random.randn([values.length]);
    values.forEach((value, i) => {
      expect(Math.abs(data[i]! - value)).toBeLessThan(2e-5);
    });
  }
});

it('rounds to half precision in randn16', () => {
  const [full, half] = [new TorchCudaRandom(1).randn([8]).data, new TorchCudaRandom(1).randn16([8]).data];
  half.forEach((value, i) => {
    expect(Math.abs(value - full[i]!)).toBeLessThan(2e-3);
    expect(fromHalf(toHalf(value))).toBe(value);
  });
});
