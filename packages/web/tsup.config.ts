import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { defineConfig, type Options } from 'tsup';
import { assetScripts, encodingOnly, runtimeFiles, withoutFileUrls } from './bundling.js';

const runtime = createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm');

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist/assets', { recursive: true });
// ONNX Runtime's WebAssembly lies beside the scripts that load it, so that bundlers and servers find it without settings.
for (const file of runtimeFiles)
  copyFileSync(runtime.replace('ort-wasm-simd-threaded.wasm', file), `dist/assets/${file}`);

/** What bundlers are told of addresses that only the page knows, minifying takes away: they are to leave them alone. */
const unbundledImports: NonNullable<Options['plugins']>[number] = {
  name: 'unbundled-imports',
  renderChunk: (code) => ({
    code: code.replaceAll(/\bimport\((?=\w+\))/g, 'import(/*webpackIgnore:true*//*@vite-ignore*/'),
  }),
};

const common = { target: 'es2022', platform: 'browser', sourcemap: true } as const;

export default defineConfig([
  {
    ...common,
    entry: ['src/index.ts', 'src/series.ts'],
    format: ['esm', 'cjs'],
    shims: true, // import.meta.url in the CJS build, which servers load to render pages
    dts: true,
    external: [/^\.\/assets\//],
  },
  {
    // Whole programs: a worker finds no other package by its name, not even through an import map, and the engines must
    // not draw core into the page's own script.
    ...common,
    entry: assetScripts.map((name) => `src/assets/${name}.ts`),
    outDir: 'dist/assets',
    format: ['esm'],
    minify: true,
    splitting: false,
    sourcemap: false,
    noExternal: [/.*/],
    esbuildPlugins: [withoutFileUrls, encodingOnly],
    plugins: [unbundledImports],
    // The licences of what is built in stay in the files.
    esbuildOptions(options) {
      options.legalComments = 'inline';
    },
  },
]);
