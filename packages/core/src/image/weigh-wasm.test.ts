import { expect, it } from 'vitest';
// @ts-expect-error a plain script
import { assemble } from '../../scripts/build-kernels.mjs';
import { weighWasm } from './weigh-wasm.js';

it('is what its text says (node packages/core/scripts/build-kernels.mjs writes it)', async () => {
  expect(weighWasm).toBe(await assemble('kernels/weigh.wat'));
});
