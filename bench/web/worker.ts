// The worker's side of the benchmark: the engine of @overpaint/web on an ONNX Runtime whose calls are timed.
import * as ort from 'onnxruntime-web/wasm';
import { createEngine, type EngineOptions } from '../../packages/web/src/engine.js';

export interface Asked {
  readonly options: EngineOptions;
  readonly image: string;
  readonly size: number;
  readonly rounds: number;
}

/** Milliseconds of one call, and of those the ones that ONNX Runtime computed. */
export interface Measured {
  readonly call: number;
  readonly runtime: number;
  readonly calls: number;
}

let runtime = 0;
let calls = 0;

async function timed<T>(work: Promise<T>): Promise<T> {
  const started = performance.now();
  const value = await work;
  runtime += performance.now() - started;
  calls++;
  return value;
}

const InferenceSession = {
  async create(...args: Parameters<typeof ort.InferenceSession.create>) {
    const session = await timed(ort.InferenceSession.create(...args));
    const run = session.run.bind(session) as (...args: unknown[]) => ReturnType<typeof session.run>;
    return Object.assign(session, { run: (...args: unknown[]) => timed(run(...args)) });
  },
};

self.onmessage = ({ data }: MessageEvent<Asked>) => {
  // A rejection would be nobody's: thrown anew, it reaches whoever waits for this worker.
  measure(data).then(
    (results) => self.postMessage(results),
    (error: unknown) =>
      setTimeout(() => {
        throw error;
      }),
  );
};

async function measure({ options, image, size, rounds }: Asked): Promise<Measured[]> {
  const engine = createEngine({ ...ort, InferenceSession } as typeof ort, options);
  const results: Measured[] = [];
  for (let round = 0; round <= rounds; round++) {
    runtime = 0;
    calls = 0;
    const started = performance.now();
    // Another prompt and background each time, so that neither text nor source picture comes from memory.
    await engine.img2img({
      image,
      prompt: `watercolor painting ${round}`,
      negativePrompt: 'oil painting', // both branches of guidance ask for something: the whole work of the network
      background: `#${100 + round}`,
      seed: 1,
      size,
    });
    results.push({ call: performance.now() - started, runtime, calls });
  }
  return results.slice(1); // the first one opened the networks
}
