import { copyFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { assetScripts, encodingOnly, runtimeFiles } from '../../bundling.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const wasm = createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm');

/** The folder that tests serve as `/app/`: the package as one bundle of its sources, with its workers beside it. */
export const appFolder = at('../../.cache/app/');

const common = {
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  tsconfig: at('../../../../tsconfig.json'),
  nodePaths: [at('../../node_modules')], // scripts of other folders find what this package is built with
  sourcemap: 'linked',
  logLevel: 'error',
} satisfies BuildOptions;

/** Bundles one more script into the folder, such as a worker of a test's own. */
export const buildScript = (name: string, path: string) =>
  build({ ...common, entryPoints: { [name]: path }, outdir: appFolder });

/** Bundles the sources, so that tests need no build before them. */
export async function buildApp(): Promise<void> {
  mkdirSync(`${appFolder}assets`, { recursive: true });
  for (const file of runtimeFiles) {
    copyFileSync(wasm.replace('ort-wasm-simd-threaded.wasm', file), `${appFolder}assets/${file}`);
  }
  await build({
    ...common,
    entryPoints: { app: at('../index.ts'), series: at('../series.ts'), internals: at('./internals.ts') },
    outdir: appFolder,
    external: ['./assets/*'],
  });
  const entryPoints = Object.fromEntries(assetScripts.map((name) => [name, at(`../assets/${name}.ts`)]));
  await build({ ...common, entryPoints, outdir: `${appFolder}assets`, plugins: [encodingOnly] });
}
