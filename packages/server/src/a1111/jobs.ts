import type { PaintProgress } from '../engine.js';

/** webui paints for one person: its calls ask how "the" picture is going. Here that is the oldest one of this API. */
export class Jobs {
  readonly #jobs = new Set<Job>();

  get current(): Job | undefined {
    const [first] = this.#jobs;
    return first;
  }

  get count(): number {
    return this.#jobs.size;
  }

  begin(pictures: number): Job {
    const job = new Job(pictures, (ended) => this.#jobs.delete(ended));
    this.#jobs.add(job);
    return job;
  }
}

export class Job {
  readonly #finish = new AbortController();
  readonly started = new Date();
  picture = 0;
  step = 0;
  steps = 0;
  remainingSeconds = 0;
  preview: Uint8Array | undefined;

  constructor(
    readonly pictures: number,
    private readonly onEnd: (job: Job) => void,
  ) {}

  /** Aborted when somebody interrupts: the picture is taken as it is. */
  get finish(): AbortSignal {
    return this.#finish.signal;
  }

  get interrupted(): boolean {
    return this.#finish.signal.aborted;
  }

  /** Share of the steps that are done, 0–1. */
  get share(): number {
    return this.steps === 0 ? 0 : Math.min((this.picture + this.step / this.steps) / this.pictures, 1);
  }

  progress(event: PaintProgress): void {
    if (event.type === 'preview') this.preview = event.image;
    if (event.type !== 'step') return;
    ({ picture: this.picture, index: this.step, total: this.steps, remainingSeconds: this.remainingSeconds } = event);
  }

  interrupt(): void {
    this.#finish.abort();
  }

  end(): void {
    this.onEnd(this);
  }
}

/** `20240131235959`, as webui writes times. */
export const timestamp = (time: Date) => time.toISOString().slice(0, 19).replace(/\D/g, '');
