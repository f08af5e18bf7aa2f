/** Calls under way, for what has to wait until there are none. */
export class Activity {
  readonly #calls = new Set<Promise<unknown>>();
  #closing: Promise<unknown> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onIdle called once nothing has happened for `idleTimeout` milliseconds. */
  constructor(
    private readonly idleTimeout: number,
    private readonly onIdle: () => void,
  ) {}

  /** Does `work`, after a `close` that is under way. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const call = this.#closing.then(work);
    const settled = call.catch(() => {});
    this.#calls.add(settled);
    clearTimeout(this.#timer);
    try {
      return await call;
    } finally {
      this.#calls.delete(settled);
      if (this.#calls.size === 0) this.#rest();
    }
  }

  /** Does `work` once the calls under way have ended; later calls wait for it. */
  close(work: () => Promise<void>): Promise<void> {
    clearTimeout(this.#timer);
    const closed = Promise.all([this.#closing, ...this.#calls]).then(work);
    this.#closing = closed.catch(() => {});
    return closed;
  }

  #rest(): void {
    clearTimeout(this.#timer);
    if (!Number.isFinite(this.idleTimeout)) return;
    this.#timer = setTimeout(this.onIdle, this.idleTimeout);
    (this.#timer as { unref?(): void } | undefined)?.unref?.(); // Node's timers keep a process alive; this one must not
  }
}
