import type { InferenceSession } from 'onnxruntime-node';
import type { NodeBackendOptions } from './options.js';

/** How ONNX Runtime opens networks on one of its execution providers, whatever they are. */
export function sessionOptions(
  { threads, weights, bfloat16 }: Pick<NodeBackendOptions, 'threads' | 'weights' | 'bfloat16'>,
  provider: string,
): InferenceSession.SessionOptions {
  return {
    logSeverityLevel: 4, // errors are thrown; nothing is printed
    executionProviders: [provider],
    // From the second run of the same sizes on, a plan of where values lie has a piece of memory of its own, beside what the first run
    // leaves. It wins no time on a processor (bench/memory-settings).
    ...(provider === 'cpu' && { enableMemPattern: false }),
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
