import { createHash } from 'node:crypto';
import type { PaintControl, Painted, PaintProgress } from '../engine.js';
import { HttpError } from '../http-error.js';

type Paint = (control: PaintControl) => Promise<Painted>;

interface Answer {
  /** Of the body that was sent with the key. */
  readonly hash: string;
  readonly painted: Promise<Painted>;
  readonly listeners: Set<(event: PaintProgress) => void>;
  readonly stop: AbortController;
  waiting: number;
  done: boolean;
}

/**
 * A request that is sent again with its key is answered by the same painting: by the one under way, or by the one that is done.
 * Failures are not kept. The painting stops when nobody waits for it any more.
 */
export class IdempotentAnswers {
  readonly #answers = new Map<string, Answer>();

  /** @param kept answers that are kept at most; the oldest go first. */
  constructor(private readonly kept = 32) {}

  /** `paint`, but shared by all calls with one key; without a key `paint` itself. @throws HttpError 422 for another body. */
  sharing(key: string | undefined, body: object, paint: Paint): Paint {
    if (key === undefined) return paint;
    return ({ signal, onProgress }) => this.#join(key, hashOf(body), paint, { signal, onProgress });
  }

  async #join(key: string, hash: string, paint: Paint, { signal, onProgress }: PaintControl): Promise<Painted> {
    const answer = this.#answers.get(key) ?? this.#begin(key, hash, paint);
    if (answer.hash !== hash) {
      throw new HttpError(
        422,
        'KEY_REUSED',
        'Idempotency-Key: expected a new one, for this one came with another body.',
      );
    }
    if (onProgress) answer.listeners.add(onProgress);
    answer.waiting++;
    try {
      return await untilAborted(answer.painted, signal);
    } finally {
      if (onProgress) answer.listeners.delete(onProgress);
      if (--answer.waiting === 0 && !answer.done) {
        this.#forget(key, answer); // who comes now is not to wait for what is being stopped
        answer.stop.abort();
      }
    }
  }

  #begin(key: string, hash: string, paint: Paint): Answer {
    const listeners = new Set<(event: PaintProgress) => void>();
    const stop = new AbortController();
    const onProgress = (event: PaintProgress) => {
      for (const listener of listeners) listener(event);
    };
    const painted = paint({ signal: stop.signal, onProgress });
    const answer: Answer = { hash, painted, listeners, stop, waiting: 0, done: false };
    this.#answers.set(key, answer);
    painted.then(
      () => (answer.done = true),
      () => this.#forget(key, answer),
    );
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > this.kept) this.#answers.delete(oldest!);
    return answer;
  }

  #forget(key: string, answer: Answer): void {
    if (this.#answers.get(key) === answer) this.#answers.delete(key);
  }
}

const hashOf = (body: object) => createHash('sha256').update(JSON.stringify(body)).digest('base64');

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason);
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
