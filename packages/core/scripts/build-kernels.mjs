// Writes src/image/weigh-wasm.ts of kernels/weigh.wat.
//
//     node packages/core/scripts/build-kernels.mjs
//
// A test (weigh-wasm.test.ts) fails while it is older than that.

import { readFileSync, writeFileSync } from 'node:fs';
import openWabt from 'wabt';

const at = (path) => new URL(`../${path}`, import.meta.url);

/** The WebAssembly of a text of it, in base64. */
export async function assemble(path) {
  const { parseWat } = await openWabt();
  const module = parseWat(path, readFileSync(at(path), 'utf8'), { simd: true });
  module.validate();
  return Buffer.from(module.toBinary({}).buffer).toString('base64');
}

if (import.meta.url === new URL(process.argv[1], 'file:').href) {
  const text = `/** \`kernels/weigh.wat\` as WebAssembly, in base64: written by \`scripts/build-kernels.mjs\`. */
export const weighWasm =
  '${await assemble('kernels/weigh.wat')}';
`;
  writeFileSync(at('src/image/weigh-wasm.ts'), text);
}
