// Runs a benchmark from the sources in a fresh process: `node bench/run.mjs overhead`.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';

const [name, ...args] = process.argv.slice(2);
if (name === undefined) {
  console.error('Name a benchmark: node bench/run.mjs <name> [arguments]');
  process.exit(2);
}
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const outDir = here('node_modules/.bench/');
await build({
  config: false,
  entry: { [name]: here(`${name}.ts`) },
  outDir,
  format: 'esm',
  outExtension: () => ({ js: '.mjs' }),
  target: 'es2022',
  silent: true,
  external: [
    'onnxruntime-node',
    'sharp',
    'bullmq',
    'ioredis',
    'prom-client',
    'hono',
    '@hono/node-server',
    '@aws-sdk/client-s3',
  ],
  noExternal: [/^@overpaint\//],
  esbuildOptions(options) {
    const entries = {
      'core/platform': 'core/src/platform',
      'core/series': 'core/src/series',
      core: 'core/src',
      node: 'node/src',
      presets: 'presets/src',
      queue: 'queue/src',
      server: 'server/src',
    };
    options.alias = Object.fromEntries(
      Object.entries(entries).map(([name, folder]) => [`@overpaint/${name}`, here(`../packages/${folder}/index.ts`)]),
    );
  },
});
// Some benchmarks load ONNX Runtime themselves; its telemetry is off, as it is in what they measure.
const env = { ...process.env, ORT_DISABLE_TELEMETRY: '1' };
process.exit(spawnSync(process.execPath, [`${outDir}${name}.mjs`, ...args], { stdio: 'inherit', env }).status ?? 1);
