import { defineConfig } from 'tsup';
import { inlineWorker } from './scripts/inline-worker.js';

export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  dts: true,
  sourcemap: true,
  clean: true,
  target: 'es2022',
  shims: true, // import.meta.url in CommonJS
  esbuildPlugins: [inlineWorker],
});
