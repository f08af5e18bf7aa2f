import { constants, deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { TorchCpuRandom } from '../random/torch-cpu.js';
import { inflate } from './inflate.js';

const megabyte = 2 ** 20;
const random = new TorchCpuRandom(3);
const noise = (length: number, below = 256n) => Uint8Array.from(random.randint(0n, below, [length]), Number);
const text = new TextEncoder().encode('Steps: 20, Sampler: Euler a, CFG scale: 7, Vögel 鳥\n'.repeat(400));

const inputs: readonly [string, Uint8Array][] = [
  ['nothing', new Uint8Array()],
  ['one byte', Uint8Array.of(7)],
  ['a text', text],
  ['one byte many times', new Uint8Array(100_000).fill(9)],
  ['noise', noise(70_000)],
  ['few symbols', noise(40_000, 3n)],
  ['far repetitions', new Uint8Array([...noise(32_768), ...text, ...noise(32_000, 40n), ...text])],
];
const settings = [
  { level: 0 },
  { level: 1 },
  { level: 9 },
  { level: 9, strategy: constants.Z_FIXED },
  { level: 9, strategy: constants.Z_HUFFMAN_ONLY },
  { level: 6, strategy: constants.Z_RLE, memLevel: 1, windowBits: 9 },
];

it.each(inputs)('unpacks %s as zlib packed it, in every way', (_, bytes) => {
  for (const options of settings) {
    const unpacked = inflate(deflateSync(bytes, options), megabyte);
    expect(unpacked && Buffer.from(unpacked).equals(bytes), JSON.stringify(options)).toBe(true);
  }
});

it('ends at the limit, whatever is claimed', () => {
  const packed = deflateSync(new Uint8Array(50 * megabyte));
  expect(packed.length).toBeLessThan(megabyte / 16);
  expect(inflate(packed, megabyte)).toBeUndefined();
  expect(inflate(deflateSync(text), text.length)).toEqual(text);
  expect(inflate(deflateSync(text), text.length - 1)).toBeUndefined();
});

it('gives nothing for a stream that is cut off', () => {
  const packed = deflateSync(text);
  for (let length = 0; length < packed.length - 4; length++) {
    expect(inflate(packed.subarray(0, length), megabyte)).toBeUndefined();
  }
});

it('takes any bytes without an error, in time', () => {
  const packed = deflateSync(text);
  const started = performance.now();
  for (let round = 0; round < 2000; round++) {
    const damaged = round % 2 ? packed.slice() : new Uint8Array([0x78, 0x9c, ...noise(300)]);
    for (const place of noise(5)) damaged[2 + place] = Number(noise(1)[0]);
    expect(() => inflate(damaged, megabyte)).not.toThrow();
  }
  expect(performance.now() - started).toBeLessThan(20_000);
});
