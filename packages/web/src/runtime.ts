import type { Feeds } from '@overpaint/core';
import type * as Ort from 'onnxruntime-web';

/** ONNX Runtime as one of its entries: plain WebAssembly, or one of two with WebGPU. */
export type OrtModule = typeof Ort;

/** Where the runtime's files lie: absolute URLs. */
export interface RuntimeFiles {
  readonly wasm: string;
  /** The script that starts further threads. */
  readonly glue: string;
}

/** What a build of ONNX Runtime can do. */
export interface RuntimeTraits {
  /** Whether it reads weights from a Blob piece by piece. The others make one array of it. */
  readonly readsPieces?: boolean;
  /** What keeps inputs on the GPU, of builds that compute there. */
  readonly keptFeeds?: new (
    ort: OrtModule,
  ) => KeptFeeds;
}

/** A network's inputs, of which some stay where it computes. */
export interface KeptFeeds {
  tensorsFor(feeds: Feeds): Promise<Record<string, Ort.Tensor>>;
  dispose(): void;
}

export interface RuntimeOptions extends RuntimeTraits {
  readonly files: RuntimeFiles;
  /** Threads that WebAssembly computes with. Default: the cores, at most 4, where the page is cross-origin isolated. */
  readonly threads?: number | undefined;
}

/** How many threads WebAssembly may use: more than one takes shared memory, which only isolated pages have. */
export function usableThreads(asked: number | undefined): number {
  if (!globalThis.crossOriginIsolated) return 1;
  return asked ?? Math.max(1, Math.min(4, navigator.hardwareConcurrency ?? 1));
}

/** Tells ONNX Runtime where its files are. Has to happen before the first session. */
export function prepareRuntime({ env }: OrtModule, { files, threads }: RuntimeOptions): void {
  env.logLevel = 'fatal'; // errors are thrown; nothing is printed
  const count = usableThreads(threads);
  env.wasm.numThreads = count;
  // The glue is part of the script itself; as a file of its own it is only needed where threads are started from it.
  env.wasm.wasmPaths = count > 1 ? { wasm: files.wasm, mjs: files.glue } : { wasm: files.wasm };
}
