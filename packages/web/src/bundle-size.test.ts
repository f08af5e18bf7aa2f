import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build } from 'esbuild';
import { expect, it } from 'vitest';
import { encodingOnly } from '../bundling.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Kilobytes of a bundle, minified and compressed. */
async function kilobytes(options: BuildOptions): Promise<number> {
  const { outputFiles } = await build({
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    tsconfig: at('../../../tsconfig.json'),
    write: false,
    ...options,
  });
  return gzipSync(outputFiles![0]!.contents, { level: 9 }).length / 1000;
}

const imported = (name: string): BuildOptions => ({
  stdin: { contents: `import { ${name} } from './index.js'; globalThis.kept = ${name};`, resolveDir: at('.') },
  external: ['./assets/*'],
});

/**
 * What a worker runs, without ONNX Runtime and without the texts of styles: this package, core and the tokenizer, as they
 * are built. A call that names no model loads nothing else.
 */
const worker: BuildOptions = {
  entryPoints: [at('assets/worker-wasm.ts')],
  external: ['onnxruntime-web/*', '@overpaint/presets'],
};

it('adds little to a page, as the work is done by the worker', async () => {
  expect(await kilobytes(imported('img2img'))).toBeLessThanOrEqual(8);
});

/** What is loaded beside it when a model of one's own is asked for, to fetch it and to understand it; or a mask. */
const library = (name: string): BuildOptions => ({ entryPoints: [at(`assets/${name}.ts`)], plugins: [encodingOnly] });

it('paints with 60 kB; models of others, masks, LoRAs and the writing of files come when they are needed', async () => {
  const sizes = {
    worker: await kilobytes(worker),
    models: await kilobytes(library('models')),
    families: await kilobytes(library('families')),
    schedulers: await kilobytes(library('schedulers')),
    masks: await kilobytes(library('masks')),
    loras: await kilobytes(library('loras')),
    speed: await kilobytes(library('speed')),
    control: await kilobytes(library('control')),
    metadata: await kilobytes(library('metadata')),
  };
  process.stdout.write(`Bundles, minified and gzip: ${JSON.stringify(sizes)} kB\n`);
  expect(sizes.worker).toBeLessThanOrEqual(60);
  expect(sizes.models).toBeLessThanOrEqual(15); // with what waits for busy servers, says what a refusal means, and what a browser can do
  expect(sizes.families).toBeLessThanOrEqual(44); // with what tells of files and operators that a folder lacks, and other autoencoders, small ones too
  expect(sizes.schedulers).toBeLessThanOrEqual(7);
  expect(sizes.masks).toBeLessThanOrEqual(9); // with what resizes, WebAssembly among it, as the worker and `control` have it too
  expect(sizes.loras).toBeLessThanOrEqual(14);
  expect(sizes.speed).toBeLessThanOrEqual(14); // with what plans and paints large pictures part by part, autoencoders' graphs spelt out and cut into pieces for it
  expect(sizes.control).toBeLessThanOrEqual(24);
  expect(sizes.metadata).toBeLessThanOrEqual(6);
});

it('plans schedules alone with little', async () => {
  const size = await kilobytes(imported('createSchedule'));
  process.stdout.write(`createSchedule alone: ${size} kB\n`);
  expect(size).toBeLessThanOrEqual(8);
});
