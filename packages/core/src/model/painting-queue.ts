import { throwIfAborted } from '../errors/index.js';
import { untilAborted } from '../until-aborted.js';

interface Waiting {
  begin(): void;
  moved(ahead: number): void;
}

/** Lets so many paintings run at once; the others wait their turn, first come first served. */
export class PaintingQueue {
  readonly #waiting: Waiting[] = [];
  #running = 0;

  constructor(private readonly concurrency: number) {}

  /** @param onQueued told how many are before this one, whenever that changes, and not at all where none is. */
  async run<T>(signal: AbortSignal | undefined, onQueued: (ahead: number) => void, work: () => Promise<T>): Promise<T> {
    throwIfAborted(signal);
    if (this.#running >= this.concurrency) await this.#turn(signal, onQueued);
    else this.#running++;
    try {
      return await work();
    } finally {
      this.#end();
    }
  }

  async #turn(signal: AbortSignal | undefined, onQueued: (ahead: number) => void): Promise<void> {
    let place!: Waiting;
    let begun = false;
    const turn = new Promise<void>((resolve) => {
      const begin = () => {
        begun = true;
        resolve();
      };
      place = { begin, moved: onQueued };
    });
    this.#waiting.push(place);
    onQueued(this.#waiting.length);
    try {
      await untilAborted(turn, signal);
    } catch (error) {
      const index = this.#waiting.indexOf(place);
      if (index >= 0) {
        this.#waiting.splice(index, 1);
        this.#tell(index);
      }
      if (begun) this.#end(); // its turn came in the same moment: it is the next one's now
      throw error;
    }
  }

  #end(): void {
    this.#running--;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#running++;
    next.begin();
    this.#tell(0);
  }

  #tell(from: number): void {
    for (const [index, { moved }] of this.#waiting.entries()) if (index >= from) moved(index + 1);
  }
}
