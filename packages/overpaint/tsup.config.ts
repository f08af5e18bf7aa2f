import { defineConfig, type Options } from 'tsup';

type PluginBuild = Parameters<NonNullable<Options['esbuildPlugins']>[number]['setup']>[0];

const shared = { sourcemap: true, target: 'es2022', splitting: false } as const;

/** The package's entry, from files of any depth under `cli/`, as what lies beside the command line when it is built. */
const builtEntry = {
  name: 'built-entry',
  setup({ onResolve }: PluginBuild) {
    onResolve({ filter: /^(\.\.\/)+index\.js$/ }, () => ({ path: '../index.js', external: true }));
  },
};

export default defineConfig([
  // The shims give CommonJS an import.meta.url, by which the fonts are found.
  { ...shared, entry: ['src/index.ts', 'src/browser.ts'], format: ['esm', 'cjs'], dts: true, shims: true },
  // The command line is a client of the package like any other: it imports the built entry, not a copy of it.
  { ...shared, entry: { 'cli/main': 'src/cli/main.ts' }, format: ['esm'], esbuildPlugins: [builtEntry] },
]);
