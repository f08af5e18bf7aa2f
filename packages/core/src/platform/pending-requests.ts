interface Waiting<About> {
  readonly about: About;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/**
 * Requests to another thread that wait for their answers, by the numbers that both carry. `About` is what is remembered
 * of each meanwhile.
 */
export class PendingRequests<About = undefined> {
  readonly #waiting = new Map<number, Waiting<About>>();
  #last = 0;

  get size(): number {
    return this.#waiting.size;
  }

  /** Sends a request. One that cannot be sent waits for nothing. */
  ask<T>(send: (id: number) => void, about: About): Promise<T> {
    this.#last++;
    const id = this.#last;
    return new Promise<T>((resolve, reject) => {
      send(id); // what it throws rejects
      this.#waiting.set(id, { about, resolve: resolve as Waiting<About>['resolve'], reject });
    });
  }

  about(id: number): About | undefined {
    return this.#waiting.get(id)?.about;
  }

  resolve(id: number, value: unknown): void {
    this.#take(id)?.resolve(value);
  }

  reject(id: number, error: unknown): void {
    this.#take(id)?.reject(error);
  }

  /** Answers all of them: their thread has ended. */
  rejectAll(error: unknown): void {
    for (const id of [...this.#waiting.keys()]) this.reject(id, error);
  }

  #take(id: number): Waiting<About> | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}
