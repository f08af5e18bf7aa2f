import type { InferenceSession } from 'onnxruntime-node';
import type { NodeBackendOptions } from './options.js';

/** How ONNX Runtime opens networks, whatever they are. */
export function sessionOptions({
  threads,
  weights,
  bfloat16,
}: Pick<NodeBackendOptions, 'threads' | 'weights' | 'bfloat16'>): InferenceSession.SessionOptions {
  return {
    logSeverityLevel: 4, // errors are thrown; nothing is printed
    ...(threads !== undefined && { intraOpNumThreads: threads }),
    extra: {
      session: {
        // Threads that turn while they wait take up to a quarter more of the processor, and win no time.
        'intra_op.allow_spinning': '0',
        ...(weights === 'low' && { disable_prepacking: '1' }),
      },
      ...(bfloat16 && { mlas: { enable_gemm_fastmath_arm64_bfloat16: '1' } }),
    },
  };
}
