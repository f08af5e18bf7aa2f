import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildModule } from './testing/build-module.js';
import { runProgram } from './testing/run-program.js';

// Programs of their own that leave in various ways while the worker computes.
const graph = fileURLToPath(new URL('../../core/golden/pipelines/sd15-tiny/vae_decoder/model.onnx', import.meta.url));
let client: Awaited<ReturnType<typeof buildModule>>;

beforeAll(async () => {
  client = await buildModule('worker-client');
});
afterAll(() => rm(client.folder, { recursive: true }));

/** Runs a program in which a call of about a second is under way, then `leave` is executed. */
const program = (leave: string, format: 'esm' | 'cjs' = 'esm') =>
  runProgram(
    `${client.imports[format]('startWorkerClient')}
    (async () => {
      const client = startWorkerClient();
      const session = await client.create(${JSON.stringify(graph)}, {});
      const feeds = { latent_sample: { type: 'float32', data: new Float32Array(4 * 96 * 96), dims: [1, 4, 96, 96] } };
      const run = session.run(feeds);
      run.then(({ sample }) => process.stdout.write('done ' + sample.dims));
      await new Promise((resolve) => setTimeout(resolve, 100));
      ${leave}
    })();`,
    { format },
  );

it.each([
  ['ends by itself', '', 0],
  ['leaves at once when told to', 'process.exit(7);', 7],
])('%s when the thread was started and nothing followed', async (_, leave, status) => {
  const started = `${client.imports.esm('startWorkerClient')} startWorkerClient().start(); ${leave}`;
  expect(await runProgram(started, { format: 'esm' })).toEqual({ status, signal: null, out: '', err: '' });
});

it.each(['esm', 'cjs'] as const)('finishes its work and then ends by itself (%s)', async (format) => {
  expect(await program('', format)).toEqual({ status: 0, signal: null, out: 'done 1,3,768,768', err: '' });
});

it('leaves with the status asked for when process.exit() comes in the middle of a call', async () => {
  expect(await program('process.exit(7);')).toEqual({ status: 7, signal: null, out: '', err: '' });
});

it('begins no further call then', async () => {
  const started = performance.now();
  await program('process.exit(0);');
  const one = performance.now() - started;
  const queued = await program('for (let i = 0; i < 30; i++) session.run(feeds); process.exit(7);');
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
