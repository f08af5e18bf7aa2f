import { expect, it } from 'vitest';
import { createWebOverpaint } from './web-overpaint.js';

it.each<[argument: string, options: unknown]>([
  ['options', null],
  ['options', 5],
  ['options', 'wasm'],
  ['thread', { thread: 'page' }],
  ['providers', { providers: 'wasm' }],
  ['providers', { providers: ['gpu'] }],
  ['providers', { providers: { unet: 'wasm' } }],
  ['providers', { providers: null }],
  ['threads', { threads: 0 }],
  ['threads', { threads: 'two' }],
  ['storage', { storage: 'x' }],
  ['hub', { hub: 'https://example.com' }],
  ['embeddedModel', { embeddedModel: 5 }],
  ['assets', { assets: '' }],
  ['wasmPaths', { wasmPaths: 5 }],
])('createWebOverpaint names %s of %j', (argument, options) => {
  expect(() => createWebOverpaint(options as never)).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGUMENT', argument }) as Error,
  );
});

it.each([
  {},
  { providers: 'auto' },
  { providers: [] },
  { providers: { default: ['wasm'], unet: ['webgpu', 'wasm'] } },
  { thread: 'main', threads: 2, storage: 'disk', hub: {}, embeddedModel: '/m', assets: new URL('https://example.com') },
])('takes %j', (options) => {
  expect(() => createWebOverpaint(options as never)).not.toThrow();
});
