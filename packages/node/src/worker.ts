import type { ElementArray, ElementType, Feeds, TensorSpec } from '@overpaint/core';
import type { InferenceSession } from 'onnxruntime-node';
import type { WeightsFile } from './weights-in-memory.js';

/** What the worker is asked for. Each message carries a number of its own, which the answer repeats. */
export type WorkerRequest =
  /** Loads ONNX Runtime and lets it start with the network given. Comes before all else but `hash`. */
  | { kind: 'load'; model: Uint8Array }
  | {
      kind: 'create';
      model: string | Uint8Array;
      options: InferenceSession.SessionOptions;
      weights: readonly WeightsFile[];
    }
  /** Opens a network without inputs, runs it once, appends its outputs to a file and lets it go. */
  | { kind: 'write'; model: Uint8Array; options: InferenceSession.SessionOptions; file: string }
  | { kind: 'run'; session: number; feeds: Feeds; fetches: readonly string[] | undefined }
  | { kind: 'release'; session: number }
  | { kind: 'describe' }
  | { kind: 'hash'; paths: readonly string[] };

export interface CreatedSession {
  session: number;
  inputs: TensorSpec[];
  outputs: TensorSpec[];
}

/** What onnxruntime-node says of itself: execution providers that it was built with. */
export interface RuntimeDescription {
  version: string;
  providers: string[];
}

/** A tensor in a file: bytes. */
export interface WrittenTensor {
  name: string;
  type: 'float32' | 'float16';
  dims: readonly number[];
  offset: number;
  length: number;
}

export interface WorkerResponse {
  id: number;
  value?: CreatedSession | RuntimeDescription | Feeds | WrittenTensor[] | string[] | undefined;
  error?: { name: string; message: string; stack: string | undefined };
}

export interface WorkerStart {
  /** Path of onnxruntime-node: code that is started from text cannot resolve it by itself. */
  runtimePath: string;
  /** Shared with the main thread: see {@link BUSY} and {@link STOP}. */
  flags: Int32Array;
}

/** Index of the flag that is 1 while a native call runs: ending the thread now would abort the process. */
export const BUSY = 0;
/** Index of the flag that is 1 once the process leaves: no further call may begin. */
export const STOP = 1;

/**
 * The whole program of the worker thread. It is started from its text, so that it needs no file beside the package: ESM,
 * CJS, bundles and TypeScript sources under a test runner all start the same thread. It must therefore use nothing but
 * its parameter and Node's globals.
 */
export function workerMain(require: NodeJS.Require): void {
  const { parentPort, workerData } = require('node:worker_threads') as typeof import('node:worker_threads');
  const { createHash } = require('node:crypto') as typeof import('node:crypto');
  const { closeSync, createReadStream, fstatSync, openSync, readSync, writeSync } =
    require('node:fs') as typeof import('node:fs');
  const { pipeline } = require('node:stream/promises') as typeof import('node:stream/promises');
  const { getPriority, setPriority } = require('node:os') as typeof import('node:os');
  const { runtimePath, flags } = workerData as WorkerStart;
  const port = parentPort!;
  const sessions = new Map<number, InferenceSession>();
  let lastSession = 0;
  let runtime: typeof import('onnxruntime-node');
  let queue: Promise<unknown> = Promise.resolve();

  // On Linux a priority is a thread's own and passes to the threads that it starts, ONNX Runtime's: the main thread then
  // comes before them where they want all cores. Elsewhere it is the whole process's, and stays as it is. Nobody but root may
  // take back what `nice` gave away, and needs not.
  if (process.platform === 'linux' && getPriority() < 5) setPriority(5);

  // An ort float16 array becomes its bits: Float16Array is missing in Node 20 and core expects Uint16Array everywhere.
  const bitsOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
    new Uint16Array(buffer as ArrayBuffer, byteOffset, byteLength / 2);

  const describe = (metadata: readonly InferenceSession.ValueMetadata[]): TensorSpec[] =>
    metadata.flatMap((value) =>
      value.isTensor ? [{ name: value.name, type: value.type as ElementType, dims: value.shape }] : [],
    );

  // In pieces: one read ends at 2 GiB.
  const readWhole = (path: string): Uint8Array => {
    const file = openSync(path, 'r');
    try {
      const bytes = new Uint8Array(fstatSync(file).size);
      for (let at = 0, read = 1; at < bytes.length && read > 0; at += read) {
        read = readSync(file, bytes, at, Math.min(bytes.length - at, 2 ** 30), at);
      }
      return bytes;
    } finally {
      closeSync(file);
    }
  };

  // Each begins with a page, so that ONNX Runtime can map it.
  const appendTo = (path: string, outputs: InferenceSession.OnnxValueMapType): WrittenTensor[] => {
    const file = openSync(path, 'a');
    try {
      let end = fstatSync(file).size;
      const write = (bytes: Uint8Array) => {
        for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, Math.min(bytes.length - at, 2 ** 30));
        end += bytes.length;
      };
      return Object.entries(outputs).map(([name, { type, data, dims }]): WrittenTensor => {
        const { buffer, byteOffset, byteLength: length } = data as Uint16Array;
        write(new Uint8Array((4096 - (end % 4096)) % 4096));
        const offset = end;
        write(new Uint8Array(buffer, byteOffset, length));
        return { name, type: type as 'float32', dims, offset, length };
      });
    } finally {
      closeSync(file);
    }
  };

  const find = (id: number): InferenceSession => {
    const session = sessions.get(id);
    if (session === undefined) throw new Error('Session already disposed.');
    return session;
  };

  const calls = {
    async load({ model }: Extract<WorkerRequest, { kind: 'load' }>) {
      runtime = require(runtimePath) as typeof import('onnxruntime-node');
      runtime.env.logLevel = 'fatal'; // errors are thrown; nothing is printed
      // The library makes its environment with the first session, and looks only then whether telemetry is wanted.
      const session = await runtime.InferenceSession.create(model, { logSeverityLevel: 4 });
      await session.release();
      return { value: undefined, transfer: [] };
    },
    async create({ model, options, weights }: Extract<WorkerRequest, { kind: 'create' }>) {
      // The binding cuts one `./` off the names that it is given, and none off the graph's.
      const externalData = weights.map(({ location, file }) => ({ path: `./${location}`, data: readWhole(file) }));
      const session = await runtime.InferenceSession.create(
        model as string, // two overloads of one function: a path and bytes
        externalData.length > 0 ? { ...options, externalData } : options,
      );
      lastSession++;
      sessions.set(lastSession, session);
      const value: CreatedSession = {
        session: lastSession,
        inputs: describe(session.inputMetadata),
        outputs: describe(session.outputMetadata),
      };
      return { value, transfer: [] };
    },
    async write({ model, options, file }: Extract<WorkerRequest, { kind: 'write' }>) {
      const session = await runtime.InferenceSession.create(model, options);
      try {
        return { value: appendTo(file, await session.run({})), transfer: [] };
      } finally {
        await session.release();
      }
    },
    async run({ session, feeds, fetches }: Extract<WorkerRequest, { kind: 'run' }>) {
      const network = find(session);
      const { Tensor } = runtime;
      const tensors: Record<string, InstanceType<typeof Tensor>> = {};
      for (const [name, { type, data, dims }] of Object.entries(feeds)) {
        tensors[name] = new Tensor(type, data as Float32Array, dims);
      }
      const results = await network.run(tensors, fetches ?? network.outputNames);
      const value: Record<string, Feeds[string]> = {};
      const transfer: ArrayBuffer[] = [];
      for (const [name, { type, data, dims }] of Object.entries(results)) {
        const array = (type === 'float16' ? bitsOf(data as Uint16Array) : data) as ElementArray;
        value[name] = { type: type as ElementType, data: array, dims };
        // Outputs that share memory, as an identity node's may, are moved once.
        if (!transfer.includes(array.buffer as ArrayBuffer)) transfer.push(array.buffer as ArrayBuffer);
      }
      return { value: value as Feeds, transfer };
    },
    async describe() {
      const { env, listSupportedBackends } = runtime;
      const value: RuntimeDescription = {
        version: env.versions.node ?? 'unknown',
        providers: listSupportedBackends().map(({ name }) => name),
      };
      return { value, transfer: [] };
    },
    async release({ session }: Extract<WorkerRequest, { kind: 'release' }>) {
      const network = sessions.get(session);
      sessions.delete(session);
      await network?.release();
      return { value: undefined, transfer: [] };
    },
  };

  const hash = async (path: string): Promise<string> => {
    const digest = createHash('sha256');
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), digest);
    return digest.digest('hex');
  };

  const answer = async (id: number, work: () => Promise<Omit<WorkerResponse, 'id'> & { transfer: ArrayBuffer[] }>) => {
    try {
      const { transfer, ...response } = await work();
      port.postMessage({ id, ...response } satisfies WorkerResponse, transfer);
    } catch (error) {
      const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
      port.postMessage({ id, error: { name, message, stack } } satisfies WorkerResponse);
    }
  };

  // BUSY is raised before STOP is looked at, and the main thread does it the other way round, so that one of the two
  // always sees the other: either this call does not begin or the main thread waits for it.
  const exclusive = async (work: () => Promise<void>) => {
    Atomics.store(flags, 0, 1);
    try {
      if (Atomics.load(flags, 1) === 0) await work();
    } finally {
      Atomics.store(flags, 0, 0);
      Atomics.notify(flags, 0);
    }
  };

  port.on('message', ({ id, ...request }: WorkerRequest & { id: number }) => {
    if (request.kind === 'hash') {
      void answer(id, async () => {
        const value: string[] = [];
        for (const path of request.paths) value.push(await hash(path));
        return { value, transfer: [] };
      });
      return;
    }
    const call = calls[request.kind] as (request: unknown) => ReturnType<(typeof calls)['run']>;
    queue = queue.then(() => exclusive(() => answer(id, () => call(request))));
  });
}
