import { AbortedError, BackendError, errorFromWire, InvalidArgumentError } from '@overpaint/core';
import type { EngineOptions } from './engine.js';
import { runtimeComponent } from './ort-error.js';
import type { CallName, FromWorker, ToWorker, WireEvent } from './protocol.js';

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly transfer?: readonly Transferable[];
  onEvent?(event: WireEvent): void;
}

interface Pending {
  onEvent: CallOptions['onEvent'];
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** The worker, seen from the page. It starts with the first call. */
export class WorkerClient {
  readonly #pending = new Map<number, Pending>();
  #worker: Promise<Worker> | undefined;
  #lastId = 0;

  constructor(private readonly start: () => Promise<{ worker: Worker; options: EngineOptions }>) {}

  get running(): boolean {
    return this.#worker !== undefined;
  }

  /** Asks the worker for something. `id` of the call is given to `onId`, for {@link finish}. */
  async call<T>(name: CallName, args: readonly unknown[], options: CallOptions = {}, onId?: (id: number) => void) {
    const { signal, transfer = [], onEvent } = options;
    if (signal !== undefined && typeof signal?.addEventListener !== 'function') {
      throw new InvalidArgumentError('signal', 'an AbortSignal', signal);
    }
    this.#worker ??= this.#connect();
    const connection = this.#worker;
    const worker = await connection.catch((error: unknown) => {
      if (this.#worker === connection) this.#worker = undefined; // the next call tries again
      throw error;
    });
    if (signal?.aborted) throw new AbortedError(signal.reason);
    this.#lastId++;
    const id = this.#lastId;
    onId?.(id);
    const abort = () => this.#send(worker, { kind: 'abort', id });
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await new Promise<T>((resolve, reject) => {
        this.#pending.set(id, { onEvent, resolve: resolve as Pending['resolve'], reject });
        this.#send(worker, { kind: 'call', id, name, args }, transfer);
      });
    } catch (error) {
      // The reason of an abort stays here: it may be anything, and messages carry data only.
      throw signal?.aborted && (error as Error).name === 'AbortError' ? new AbortedError(signal.reason) : error;
    } finally {
      signal?.removeEventListener('abort', abort);
      this.#pending.delete(id);
    }
  }

  async finish(id: number): Promise<void> {
    if (this.#worker !== undefined) this.#send(await this.#worker, { kind: 'finish', id });
  }

  /** Ends the worker at once, whatever it computes. Calls under way reject with `ABORTED`; the next one starts anew. */
  async stop(reason: unknown): Promise<void> {
    await this.#end(new AbortedError(reason));
  }

  async #end(error: Error): Promise<void> {
    const ending = this.#worker;
    this.#worker = undefined;
    this.#fail(error);
    (await ending?.catch(() => undefined))?.terminate();
  }

  async #connect(): Promise<Worker> {
    const { worker, options } = await this.start();
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#receive(data);
    worker.onerror = (event) => {
      event.preventDefault();
      void this.#end(workerError(event));
    };
    this.#send(worker, { kind: 'start', options });
    return worker;
  }

  #send(worker: Worker, message: ToWorker, transfer: readonly Transferable[] = []): void {
    try {
      worker.postMessage(message, [...transfer]);
    } catch (cause) {
      throw new InvalidArgumentError(
        'options',
        'values that can be sent to the worker (no functions, no elements)',
        (cause as Error).message,
        "With thread: 'main' everything stays in this thread.",
      );
    }
  }

  #receive(message: FromWorker): void {
    const call = this.#pending.get(message.id);
    if (call === undefined) return;
    if ('event' in message) call.onEvent?.(message.event);
    else if ('error' in message) {
      const error = errorFromWire(message.error);
      call.reject(error);
      // A runtime that could not be loaded fails for ever in its thread: the next call starts another.
      if (error instanceof BackendError && error.component === runtimeComponent) void this.#end(error);
    } else call.resolve(message.value);
  }

  #fail(error: Error): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}

/** A script that cannot be loaded gives an event without a message. */
function workerError({ message, filename }: ErrorEvent): BackendError {
  return new BackendError(
    'worker',
    message
      ? `The worker failed: ${message}${filename && ` (${filename})`}.`
      : 'The worker script could not be loaded. Check that the files of @overpaint/web/dist/assets are served as JavaScript ' +
          'beside your bundle, or say where they are with the option assets, and that worker-src of the ' +
          'Content-Security-Policy allows them.',
  );
}
