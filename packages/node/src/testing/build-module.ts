import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'tsup';
import { inlineWorker } from '../../scripts/inline-worker.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Builds a module of this package as the package itself is built, for tests that need a process of their own: plain
 * Node reads no TypeScript. It lies below node_modules, so that the native dependencies are found from it.
 *
 * @returns the folder, and the text that imports the module's names in each module format.
 */
export async function buildModule(source: string) {
  const folder = here(`../../node_modules/.test-builds/${source}/`);
  await build({
    config: false,
    entry: { index: here(`../${source}.ts`) },
    outDir: folder,
    format: ['esm', 'cjs'],
    outExtension: ({ format }) => ({ js: format === 'esm' ? '.mjs' : '.cjs' }),
    target: 'es2022',
    shims: true,
    silent: true,
    clean: true,
    external: ['onnxruntime-node', 'sharp', 'undici'],
    noExternal: [/^@overpaint\//],
    esbuildPlugins: [inlineWorker],
    minify: true,
    esbuildOptions(options) {
      options.keepNames = true; // with minify the hardest that bundlers do to a function's text
      options.alias = {
        '@overpaint/core/series': here('../../../core/src/series/index.ts'),
        '@overpaint/core/platform': here('../../../core/src/platform/index.ts'),
        '@overpaint/core': here('../../../core/src/index.ts'),
        '@overpaint/presets': here('../../../presets/src/index.ts'),
      };
    },
  });
  return {
    folder,
    imports: {
      esm: (names: string) => `import { ${names} } from ${JSON.stringify(pathToFileURL(`${folder}index.mjs`).href)};`,
      cjs: (names: string) => `const { ${names} } = require(${JSON.stringify(`${folder}index.cjs`)});`,
    },
  };
}
