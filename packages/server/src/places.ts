import { HttpError } from './http-error.js';

/**
 * How many requests may be under way: painting, waiting, or still arriving. Further ones are answered before their body is read,
 * so that memory is bounded by the number of places.
 */
export class Places {
  #taken = 0;
  #closed = false;
  /** Seconds that a picture took lately. */
  #pace = 5;

  constructor(private readonly limit: number) {}

  get taken(): number {
    return this.#taken;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** @returns what gives the place back. @throws HttpError 429 when all are taken, 503 when the server stops. */
  take(): () => void {
    const seconds = String(Math.min(Math.max(Math.ceil(this.#pace), 1), 120));
    const headers = { 'retry-after': seconds, connection: 'close' };
    if (this.#closed) throw new HttpError(503, 'STOPPING', 'The server stops. Try again in a moment.', { headers });
    if (this.#taken >= this.limit) {
      throw new HttpError(429, 'BUSY', `Too many requests wait. Try again in ${seconds} s.`, { headers });
    }
    this.#taken++;
    let given = false;
    return () => {
      if (!given) this.#taken--;
      given = true;
    };
  }

  /** Tells how long a picture took. */
  tookSeconds(seconds: number): void {
    this.#pace = 0.8 * this.#pace + 0.2 * seconds;
  }

  /** From now on nobody gets a place. */
  close(): void {
    this.#closed = true;
  }
}
