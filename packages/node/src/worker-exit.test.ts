import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'tsup';
import { afterAll, beforeAll, expect, it } from 'vitest';

// Programs of their own that leave in various ways while the worker computes. The client is built as the package is,
// since plain Node reads no TypeScript; below node_modules, so that onnxruntime-node is found.
const built = fileURLToPath(new URL('../node_modules/.worker-exit-test/', import.meta.url));
const graph = fileURLToPath(new URL('../../core/golden/pipelines/sd15-tiny/vae_decoder/model.onnx', import.meta.url));

beforeAll(async () => {
  await build({
    config: false,
    entry: { client: fileURLToPath(new URL('./worker-client.ts', import.meta.url)) },
    outDir: built,
    format: ['esm', 'cjs'],
    outExtension: ({ format }) => ({ js: format === 'esm' ? '.mjs' : '.cjs' }),
    target: 'es2022',
    shims: true,
    silent: true,
  });
});
afterAll(() => rm(built, { recursive: true, force: true }));

/** Runs a program in which a call of about a second is under way, then `leave` is executed. */
function program(leave: string, format: 'esm' | 'cjs' = 'esm') {
  const client =
    format === 'esm'
      ? `import { startWorkerClient } from ${JSON.stringify(pathToFileURL(`${built}client.mjs`).href)};`
      : `const { startWorkerClient } = require(${JSON.stringify(`${built}client.cjs`)});`;
  const code = `${client}
    (async () => {
      const client = startWorkerClient();
      const { session } = await client.create(${JSON.stringify(graph)}, {});
      const feeds = { latent_sample: { type: 'float32', data: new Float32Array(4 * 96 * 96), dims: [1, 4, 96, 96] } };
      const run = client.run(session, feeds);
      run.then(({ sample }) => process.stdout.write('done ' + sample.dims));
      await new Promise((resolve) => setTimeout(resolve, 100));
      ${leave}
    })();`;
  const child = spawn(process.execPath, [`--input-type=${format === 'esm' ? 'module' : 'commonjs'}`, '-e', code]);
  const output = { out: '', err: '' };
  child.stdout.on('data', (data) => {
    output.out += data;
  });
  child.stderr.on('data', (data) => {
    output.err += data;
  });
  return new Promise<typeof output & { status: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ ...output, status, signal }));
  });
}

it.each(['esm', 'cjs'] as const)('finishes its work and then ends by itself (%s)', async (format) => {
  expect(await program('', format)).toEqual({ status: 0, signal: null, out: 'done 1,3,768,768', err: '' });
});

it('leaves with the status asked for when process.exit() comes in the middle of a call', async () => {
  expect(await program('process.exit(7);')).toEqual({ status: 7, signal: null, out: '', err: '' });
});

it('begins no further call then', async () => {
  const started = performance.now();
  await program('run.catch(() => {}); process.exit(0);');
  const one = performance.now() - started;
  const queued = await program('for (let i = 0; i < 30; i++) client.run(session, feeds); process.exit(7);');
  expect(queued.status).toBe(7);
  expect(performance.now() - started - one).toBeLessThan(5 * one);
});

it('leaves with status 1 and the error alone when one is not caught', async () => {
  const { status, err } = await program("throw new Error('boom');");
  expect(status).toBe(1);
  expect(err).toContain('boom');
  expect(err).not.toContain('Napi');
});

it('is ended by Ctrl-C at once', async () => {
  expect(await program("process.kill(process.pid, 'SIGINT');")).toMatchObject({ signal: 'SIGINT', out: '', err: '' });
});
