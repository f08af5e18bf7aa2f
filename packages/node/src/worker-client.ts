import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Feeds, isOverpaintError, type TensorSpec } from '@overpaint/core';
import { PendingRequests } from '@overpaint/core/platform';
import type { InferenceSession } from 'onnxruntime-node';
import { identityNetwork } from './identity-network.js';
import { loadError } from './ort-error.js';
import type { WeightsFile } from './weights-in-memory.js';
import { withoutTelemetry } from './without-telemetry.js';
import {
  BUSY,
  type CreatedSession,
  type RuntimeDescription,
  STOP,
  type WorkerRequest,
  type WorkerResponse,
  type WorkerStart,
  type WrittenTensor,
} from './worker.js';
import { workerSource } from './worker-source.js';

/** A network that is open in a worker thread. */
export interface WorkerSession {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** Its thread has ended, and it with the thread. */
  readonly lost: boolean;
  run(feeds: Feeds, fetches?: readonly string[]): Promise<Feeds>;
  release(): Promise<void>;
}

/** The worker thread that all sessions of a backend live in, seen from the main thread. */
export interface WorkerClient {
  /** Starts the thread and loads ONNX Runtime there, a tenth of a second, while the caller does other things. */
  start(): void;
  create(
    model: string | Uint8Array,
    options: InferenceSession.SessionOptions,
    weights?: readonly WeightsFile[],
  ): Promise<WorkerSession>;
  /** Appends what a network without inputs puts out to a file. */
  writeOutputs(
    model: Uint8Array,
    options: InferenceSession.SessionOptions,
    file: string,
  ): Promise<readonly WrittenTensor[]>;
  describe(): Promise<RuntimeDescription>;
  /** sha256 of files, in hex. */
  hash(paths: readonly string[]): Promise<string[]>;
  /** Ends the thread once its last call is done. A later request starts a new one, without the sessions of the old. */
  dispose(): Promise<void>;
}

/**
 * The worker thread starts with the first request, and again with the next one after it has ended, whatever ended it. It
 * keeps the process alive only while a request is pending, so a script ends by itself after its work.
 *
 * A thread that is ended while ONNX Runtime computes takes the whole process with it (abort, status 134). `process.exit()`
 * and an uncaught error therefore wait for the running network call, at most one, before they leave; signals without a
 * handler, such as Ctrl-C, end the process at once and need no care.
 */
export function startWorkerClient(): WorkerClient {
  let connection: Connection | undefined;
  const connected = (): Connection => {
    if (connection === undefined || connection.closed) connection = connect();
    return connection;
  };
  const loaded = async (): Promise<Connection> => {
    const current = connected();
    await current.load();
    return current;
  };
  return {
    start: () => void loaded().catch(() => {}), // create() will tell
    create: (model, options, weights = []) =>
      twice(async () => openSession(await loaded(), { kind: 'create', model, options, weights })),
    writeOutputs: async (model, options, file) => {
      const request = { kind: 'write', model, options, file } as const;
      return (await (await loaded()).send(request)) as WrittenTensor[];
    },
    describe: () => twice(async () => (await loaded()).send({ kind: 'describe' }) as Promise<RuntimeDescription>),
    hash: (paths) => twice(() => connected().send({ kind: 'hash', paths }) as Promise<string[]>),
    dispose: async () => {
      const ending = connection;
      connection = undefined;
      await ending?.close();
    },
  };
}

/** That the thread ended, of itself or by somebody's hand, before it had answered. */
class ThreadEndedError extends Error {
  override readonly name = 'ThreadEndedError';
}

/** What a thread did not live to answer a new one is asked, once. */
async function twice<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ThreadEndedError) return ask();
    throw error;
  }
}

async function openSession(
  connection: Connection,
  request: Extract<WorkerRequest, { kind: 'create' }>,
): Promise<WorkerSession> {
  const created = (await connection.send(request)) as CreatedSession;
  const { session, inputs, outputs } = created;
  return {
    inputs,
    outputs,
    get lost() {
      return connection.closed;
    },
    run: async (feeds, fetches) => {
      const own = copied(feeds);
      const buffers = Object.values(own).map(({ data }) => data.buffer as ArrayBuffer);
      return connection.send({ kind: 'run', session, feeds: own, fetches }, buffers) as Promise<Feeds>;
    },
    release: async () => {
      if (!connection.closed) await connection.send({ kind: 'release', session });
    },
  };
}

/** Flags of the threads that run now. One listener serves them all, however many backends there are. */
const running = new Set<Int32Array>();

function waitForRunningCalls(): void {
  for (const flags of running) Atomics.store(flags, STOP, 1);
  for (const flags of running) while (Atomics.load(flags, BUSY) === 1) Atomics.wait(flags, BUSY, 1);
}

interface Connection {
  readonly closed: boolean;
  /** Loads ONNX Runtime, unless it is. */
  load(): Promise<void>;
  /** @param moved what the thread gets for itself. */
  send(request: WorkerRequest, moved?: readonly ArrayBuffer[]): Promise<WorkerResponse['value']>;
  close(): Promise<void>;
}

function connect(): Connection {
  const flags = new Int32Array(new SharedArrayBuffer(8));
  const workerData: WorkerStart = { runtimePath: findRuntime(), flags };
  const worker = new Worker(workerSource, {
    eval: true,
    name: 'overpaint',
    workerData,
    execArgv: [], // flags of the main thread, such as loaders, must not change how the text is read
  });
  worker.unref();
  const pending = new PendingRequests<undefined>();
  let closed = false;
  let ended = false;
  let loading: Promise<void> | undefined;
  let idle: (() => void) | undefined;

  if (running.size === 0) process.on('exit', waitForRunningCalls);
  running.add(flags);

  const settle = () => {
    if (pending.size > 0) return;
    worker.unref();
    idle?.();
  };
  worker.on('message', ({ id, value, error }: WorkerResponse) => {
    if (error === undefined) pending.resolve(id, value);
    else pending.reject(id, Object.assign(new Error(error.message), { name: error.name, stack: error.stack }));
    settle();
  });
  const fail = (error: Error) => {
    if (ended) return; // an uncaught error is followed by the exit
    ended = true;
    closed = true;
    running.delete(flags);
    if (running.size === 0) process.off('exit', waitForRunningCalls);
    pending.rejectAll(error);
    settle();
  };
  worker.on('error', (cause) => fail(new ThreadEndedError(`Its thread broke off: ${cause.message}`, { cause })));
  worker.on('exit', (status) => fail(new ThreadEndedError(`Its thread ended with status ${status}.`)));

  const send: Connection['send'] = (request, moved = []) => {
    if (closed) return Promise.reject(new ThreadEndedError('Its thread has ended.'));
    return pending.ask((id) => {
      worker.postMessage({ id, ...request }, moved);
      worker.ref();
    }, undefined);
  };

  return {
    get closed() {
      return closed;
    },
    send,
    load() {
      loading ??= withoutTelemetry(() => send({ kind: 'load', model: identityNetwork() })).then(
        () => {},
        (error: Error) => {
          loading = undefined; // the next call tries again
          throw error instanceof ThreadEndedError || isOverpaintError(error) ? error : loadError(error);
        },
      );
      return loading;
    },
    async close() {
      if (pending.size > 0) await new Promise<void>((resolve) => (idle = resolve));
      closed = true;
      await worker.terminate();
    },
  };
}

/**
 * Where onnxruntime-node lies, seen from this package. In a bundle that was made CommonJS `import.meta.url` is lost; the
 * program's own file and folder are the next best places to look from.
 */
function findRuntime(): string {
  const places = [import.meta.url, process.argv[1], join(process.cwd(), 'package.json')];
  for (const place of places) {
    try {
      return createRequire(place!).resolve('onnxruntime-node');
    } catch {
      // not from here
    }
  }
  return 'onnxruntime-node'; // the worker will say that it is missing
}

/** The caller keeps its arrays: the thread gets copies, which are moved there. A message would copy each several times. */
function copied(feeds: Feeds): Feeds {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, tensor]) => [name, { ...tensor, data: tensor.data.slice() }]),
  );
}
