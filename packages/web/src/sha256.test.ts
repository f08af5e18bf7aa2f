import { createHash, randomBytes } from 'node:crypto';
import { afterEach, expect, it, vi } from 'vitest';
import { sha256Of } from './sha256.js';

const expected = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const onInsecurePage = () => vi.stubGlobal('crypto', {});
afterEach(() => vi.unstubAllGlobals());

it.each([0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1000, 100_000])('hashes %i bytes as Node does', async (length) => {
  const bytes = new Uint8Array(randomBytes(length));
  const onEveryPage = async () => {
    expect(await sha256Of(bytes)).toBe(expected(bytes));
    expect(await sha256Of(new Blob([bytes]))).toBe(expected(bytes));
  };
  await onEveryPage();
  onInsecurePage();
  await onEveryPage();
});

it('hashes what comes in pieces of any length', async () => {
  onInsecurePage();
  const bytes = new Uint8Array(randomBytes(10_007));
  const file = new Blob([]);
  file.stream = () =>
    new ReadableStream({
      start(controller) {
        for (let at = 0, length = 1; at < bytes.length; at += length, length = (length * 7) % 131)
          controller.enqueue(bytes.subarray(at, at + length));
        controller.close();
      },
    });
  expect(await sha256Of(file)).toBe(expected(bytes));
});

it('hashes a file that is too large for the browser to hash whole', async () => {
  const bytes = new Uint8Array(2 ** 20).fill(171);
  const file = new Blob([bytes]);
  Object.defineProperty(file, 'size', { value: 2 ** 30 });
  file.arrayBuffer = () => Promise.reject(new RangeError('Array buffer allocation failed'));
  expect(await sha256Of(file)).toBe(expected(bytes));
});
