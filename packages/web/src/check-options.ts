import { InvalidArgumentError } from '@overpaint/core';
import type { WebOverpaintOptions } from './public-calls.js';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isAddress = (value: unknown) => (typeof value === 'string' && value !== '') || value instanceof URL;
const isProviders = (value: unknown) =>
  Array.isArray(value) && value.every((name) => name === 'webgpu' || name === 'wasm');

/** What each option has to be; limits are core's, which checks them itself. */
const rules: readonly [keyof WebOverpaintOptions, string, (value: unknown) => boolean][] = [
  ['thread', "'worker' or 'main'", (value) => value === 'worker' || value === 'main'],
  [
    'providers',
    "'auto', or a list of 'webgpu' and 'wasm', for all components or by name",
    (value) => value === 'auto' || isProviders(value) || (isObject(value) && Object.values(value).every(isProviders)),
  ],
  ['threads', 'a whole number from 1', (value) => Number.isInteger(value) && (value as number) > 0],
  ['storage', "'auto', 'disk' or 'memory'", (value) => /^(auto|disk|memory)$/.test(String(value))],
  ['hub', 'an object with endpoint and token', isObject],
  ['embeddedModel', 'a text or URL', isAddress],
  ['assets', 'a text or URL', isAddress],
  ['wasmPaths', 'a text, URL or { wasm, glue }', (value) => isAddress(value) || isObject(value)],
];

/** @throws InvalidArgumentError `INVALID_ARGUMENT` for the first option of `createWebOverpaint()` that is none. */
export function checkOptions(options: unknown): void {
  if (!isObject(options)) throw new InvalidArgumentError('options', 'an object', options);
  for (const [name, expected, fits] of rules) {
    const value = (options as WebOverpaintOptions)[name];
    if (value !== undefined && !fits(value)) throw new InvalidArgumentError(name, expected, value);
  }
}
