import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

// esbuild comes with tsup, which builds the packages.
const require = createRequire(createRequire(import.meta.url).resolve('tsup'));
const { build } = require('esbuild') as {
  build(options: object): Promise<{ outputFiles: { contents: Uint8Array }[] }>;
};

/** Bytes, minified and gzipped, of a program that is bundled from the sources. */
async function sizeOf(program: string): Promise<number> {
  const resolveDir = fileURLToPath(new URL('.', import.meta.url));
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  });
  return gzipSync(outputFiles[0]!.contents, { level: 9 }).length;
}

it('is under 26 kB with everything', async () => {
  expect(await sizeOf("export * from './index.js'; export * as styles from './styles/index.js'")).toBeLessThan(26_000);
});

it('is under 3 kB with one style and what applies it', async () => {
  expect(await sizeOf("export { watercolor } from './styles/index.js'")).toBeLessThan(500);
  expect(await sizeOf("export { combineStyles, watercolor } from './styles/index.js'")).toBeLessThan(3000);
  expect(await sizeOf("export { parsePrompt } from './index.js'")).toBeLessThan(3000);
});
