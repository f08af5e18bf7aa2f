// Writes src/…/<name>-wasm.ts of each kernels/<name>.wat.
//
//     node packages/core/scripts/build-kernels.mjs
//
// A test (src/kernel/kernels.test.ts) fails while one is older than its text.

import { readFileSync, writeFileSync } from 'node:fs';
import openWabt from 'wabt';

/** Where in src/ each is used. */
export const kernels = { weigh: 'image', combine: 'tensor', twist: 'random' };

const at = (path) => new URL(`../${path}`, import.meta.url);

/** The module that carries a kernel's WebAssembly in base64. */
export async function assemble(name) {
  const { parseWat } = await openWabt();
  const path = `kernels/${name}.wat`;
  const module = parseWat(path, readFileSync(at(path), 'utf8'), { simd: true });
  module.validate();
  return `/** \`${path}\` as WebAssembly, in base64: written by \`scripts/build-kernels.mjs\`. */
export const ${name}Wasm =
  '${Buffer.from(module.toBinary({}).buffer).toString('base64')}';
`;
}

if (import.meta.url === new URL(process.argv[1], 'file:').href) {
  for (const [name, folder] of Object.entries(kernels))
    writeFileSync(at(`src/${folder}/${name}-wasm.ts`), await assemble(name));
}
