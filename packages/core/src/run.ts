import { AbortedError, isAborted } from './errors/index.js';
import type { Img2ImgEvent } from './events.js';
import type { OverpaintImage } from './overpaint-image.js';
import type { Plan } from './paint-settings.js';
import type { Recipe } from './recipe.js';
import type { Warning } from './warning.js';

/** Seconds that the parts of a call took. */
export interface Timings {
  /** Opening networks, where they were not open yet. */
  readonly load: number;
  /** Decoding and fitting the source, encoding it and the prompts. */
  readonly encode: number;
  readonly denoise: number;
  readonly decode: number;
  readonly total: number;
}

/** What a call gives: its pictures, and everything needed to paint them again. */
export interface Img2ImgResult<I extends OverpaintImage = OverpaintImage> {
  /** In the order in which they were painted; a call that ends well has painted at least one. */
  readonly images: readonly [I, ...I[]];
  /** Seed of the first picture; picture i has seed + i. */
  readonly seed: number;
  /** Recipe of the first picture; each picture carries its own. */
  readonly recipe: Recipe;
  readonly plan: Plan;
  readonly timings: Timings;
  readonly warnings: readonly Warning[];
}

/** What the work behind a run is given: where to report, and whether it should stop. */
export interface RunControl<I extends OverpaintImage> {
  readonly signal: AbortSignal;
  emit(event: Img2ImgEvent<I>): void;
  shouldFinish(): boolean;
}

/**
 * A call under way: a promise of its result that is also an async iterable of its events. Both may be used together.
 *
 * @example
 * ```ts
 * import { img2img } from 'overpaint';
 * const run = img2img({ image: 'bird.jpg', prompt: 'ink drawing' });
 * for await (const event of run) {
 *   if (event.type === 'step') console.log(`${event.index} of ${event.total}`);
 * }
 * const { images } = await run;
 * ```
 */
export class Img2ImgRun<I extends OverpaintImage = OverpaintImage>
  implements Promise<Img2ImgResult<I>>, AsyncIterable<Img2ImgEvent<I>>
{
  readonly [Symbol.toStringTag] = 'Img2ImgRun';
  readonly #result: Promise<Img2ImgResult<I>>;
  readonly #controller = new AbortController();
  readonly #events: Img2ImgEvent<I>[] = [];
  #wake: (() => void)[] = [];
  #iterated = false;
  #settled = false;
  #finishing = false;

  /** @internal */
  constructor(
    work: (control: RunControl<I>) => Promise<Img2ImgResult<I>>,
    {
      signal,
      onProgress,
    }: { signal?: AbortSignal | undefined; onProgress?: ((event: Img2ImgEvent<I>) => void) | undefined } = {},
  ) {
    const follow = () => this.#controller.abort(signal?.reason);
    if (signal?.aborted) follow();
    else signal?.addEventListener?.('abort', follow, { once: true });
    const emit = (event: Img2ImgEvent<I>) => {
      onProgress?.(event);
      this.#push(event);
    };
    const control = { signal: this.#controller.signal, emit, shouldFinish: () => this.#finishing };
    // Starts in a microtask, so that whoever made the call can listen before the first event.
    this.#result = Promise.resolve()
      .then(() => work(control))
      .catch((error: unknown) => {
        throw this.#controller.signal.aborted && !isAborted(error) ? new AbortedError(error) : error;
      })
      .finally(() => {
        signal?.removeEventListener?.('abort', follow);
        this.#settled = true;
        this.#wakeAll();
      });
  }

  /** Stops after the network call that is running. The promise rejects with `ABORTED`; nothing is kept. */
  abort(reason?: unknown): void {
    this.#controller.abort(reason);
  }

  /** Stops after the step that is running and decodes what is there: a rougher picture, sooner. */
  finishEarly(): void {
    this.#finishing = true;
  }

  // biome-ignore lint/suspicious/noThenProperty: a run is a promise.
  then<A = Img2ImgResult<I>, B = never>(
    onResult?: ((result: Img2ImgResult<I>) => A | PromiseLike<A>) | null,
    onError?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#result.then(onResult, onError);
  }

  catch<B = never>(onError?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<Img2ImgResult<I> | B> {
    return this.#result.catch(onError);
  }

  finally(onDone?: (() => void) | null): Promise<Img2ImgResult<I>> {
    return this.#result.finally(onDone);
  }

  /** Events from the beginning on, also for a late listener. Ends with the run; throws its error. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Img2ImgEvent<I>, void, undefined> {
    this.#iterated = true;
    this.#result.catch(() => {}); // it is thrown here; it must not count as unhandled too
    for (let next = 0; ; ) {
      if (next < this.#events.length) yield this.#events[next++]!;
      else if (this.#settled) break;
      else await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
    await this.#result;
  }

  #push(event: Img2ImgEvent<I>): void {
    // Nobody looks yet: of the previews only the latest is worth its memory.
    if (event.type === 'preview' && !this.#iterated) {
      const earlier = this.#events.findIndex(({ type }) => type === 'preview');
      if (earlier >= 0) this.#events.splice(earlier, 1);
    }
    this.#events.push(event);
    this.#wakeAll();
  }

  #wakeAll(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const resume of waiting) resume();
  }
}
