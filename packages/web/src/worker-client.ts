import { AbortedError, BackendError, errorFromWire, InvalidArgumentError } from '@overpaint/core';
import { PendingRequests } from '@overpaint/core/platform';
import type { EngineOptions } from './engine.js';
import { runtimeComponent } from './ort-error.js';
import type { CallName, FromWorker, ToWorker, WireEvent } from './protocol.js';

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly transfer?: readonly Transferable[];
  onEvent?(event: WireEvent): void;
}

/** The worker, seen from the page. It starts with the first call. */
export class WorkerClient {
  /** With whom to tell of each one's events. */
  readonly #pending = new PendingRequests<CallOptions['onEvent']>();
  #worker: Promise<Worker> | undefined;

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
    let abort = () => {};
    try {
      return await this.#pending.ask<T>((id) => {
        onId?.(id);
        abort = () => this.#send(worker, { kind: 'abort', id });
        signal?.addEventListener('abort', abort, { once: true });
        this.#send(worker, { kind: 'call', id, name, args }, transfer);
      }, onEvent);
    } catch (error) {
      // The reason of an abort stays here: it may be anything, and messages carry data only.
      throw signal?.aborted && (error as Error).name === 'AbortError' ? new AbortedError(signal.reason) : error;
    } finally {
      signal?.removeEventListener('abort', abort);
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
    this.#pending.rejectAll(error);
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
    if ('event' in message) this.#pending.about(message.id)?.(message.event);
    else if ('error' in message) {
      const error = errorFromWire(message.error);
      this.#pending.reject(message.id, error);
      // A runtime that could not be loaded fails for ever in its thread: the next call starts another.
      if (error instanceof BackendError && error.component === runtimeComponent) void this.#end(error);
    } else this.#pending.resolve(message.id, message.value);
  }
}

/** A script that cannot be loaded gives an event without a message. */
function workerError({ message, filename }: ErrorEvent): BackendError {
  return new BackendError(
    'worker',
    message
      ? `The worker failed: ${message}${filename && ` (${filename})`}.`
      : 'The worker script could not be loaded. Serve the files of @overpaint/web/dist/assets beside your bundle, ' +
          'or name their place by the option assets; worker-src of the Content-Security-Policy must allow them.',
  );
}
