import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts', 'src/web.ts'],
  format: ['esm', 'cjs'],
  shims: true, // import.meta.url in the CJS build
  dts: true,
  sourcemap: true,
  clean: true,
  target: 'es2022',
});
