import { fileURLToPath } from 'node:url';
import { InferenceSession } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { nodeBackend } from './backend.js';
import { sessionOptions } from './session-options.js';

const graph = fileURLToPath(new URL('../../core/golden/pipelines/taesd-tiny/vae_decoder/model.onnx', import.meta.url));

it('passes on what is asked for, under the names of ONNX Runtime', () => {
  expect(sessionOptions({}, 'cuda')).toEqual({
    logSeverityLevel: 4,
    executionProviders: ['cuda'],
    extra: { session: { 'intra_op.allow_spinning': '0' } },
  });
  expect(sessionOptions({ threads: 3, weights: 'low', bfloat16: true }, 'cpu')).toEqual({
    logSeverityLevel: 4,
    executionProviders: ['cpu'],
    enableMemPattern: false,
    intraOpNumThreads: 3,
    extra: {
      session: { 'intra_op.allow_spinning': '0', disable_prepacking: '1' },
      mlas: { enable_gemm_fastmath_arm64_bfloat16: '1' },
    },
  });
});

it('opens networks with all of it, whatever the processor', async () => {
  const session = await InferenceSession.create(
    graph,
    sessionOptions({ threads: 1, weights: 'low', bfloat16: true }, 'cpu'),
  );
  expect(session.inputNames.length).toBe(1);
  await session.release();
});

it.each([1, 'yes', null])('refuses bfloat16: %s', (bfloat16) => {
  expect(() => nodeBackend({ bfloat16: bfloat16 as never })).toThrow(/bfloat16: expected true or false/);
});
