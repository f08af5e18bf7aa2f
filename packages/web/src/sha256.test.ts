import { createHash, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { Sha256, sha256Of } from './sha256.js';

const expected = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

it.each([0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1000, 100_000])('hashes %i bytes as Node does', (length) => {
  const bytes = randomBytes(length);
  const hash = new Sha256();
  hash.update(bytes);
  expect(Buffer.from(hash.digest())).toEqual(expected(bytes));
});

it('hashes what comes in pieces of any length', () => {
  const bytes = randomBytes(10_007);
  const hash = new Sha256();
  for (let at = 0, length = 1; at < bytes.length; at += length, length = (length * 7) % 131)
    hash.update(bytes.subarray(at, at + length));
  expect(Buffer.from(hash.digest())).toEqual(expected(bytes));
});

it('hashes a file that is too large for the browser to hash whole', async () => {
  const bytes = new Uint8Array(65 * 2 ** 20).fill(171);
  expect(await sha256Of(new Blob([bytes]))).toBe(expected(bytes).toString('hex'));
});
