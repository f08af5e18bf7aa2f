import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
// @ts-expect-error a plain script
import { assemble, kernels } from '../../scripts/build-kernels.mjs';

it.each(Object.entries(kernels as Record<string, string>))(
  '%s is what its text says (node packages/core/scripts/build-kernels.mjs writes it)',
  async (name, folder) => {
    const carried = readFileSync(new URL(`../${folder}/${name}-wasm.ts`, import.meta.url), 'utf8');
    expect(carried).toBe(await assemble(name));
  },
);
