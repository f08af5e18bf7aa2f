import { defineConfig } from 'tsup';

const shared = { sourcemap: true, target: 'es2022', splitting: false } as const;

export default defineConfig([
  // The shims give CommonJS an import.meta.url, by which the fonts are found.
  { ...shared, entry: ['src/index.ts', 'src/browser.ts'], format: ['esm', 'cjs'], dts: true, shims: true },
  // The command line is a client of the package like any other: it imports the built entry, not a copy of it.
  { ...shared, entry: { 'cli/main': 'src/cli/main.ts' }, format: ['esm'], external: ['../index.js'] },
]);
