import type { PaintProgress, PaintRequest } from './engine.js';

/** A request that is answered, to the end of its answer. */
export interface RequestRecord {
  readonly method: string;
  /** The endpoint, such as `/v1/models/:model{.+}`; `none` where there is none. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** Who looks on: metrics and the log. */
export interface Watch {
  request(record: RequestRecord): void;
  painting(request: PaintRequest): PaintingWatch;
}

export interface PaintingWatch {
  progress(event: PaintProgress): void;
  end(outcome: Outcome, seconds: number): void;
}

/** How a painting ended. */
export type Outcome = 'done' | 'failed' | 'cancelled' | 'refused';

/** Several onlookers as one. */
export const watchedBy = (watches: readonly Watch[]): Watch => ({
  request: (record) => {
    for (const watch of watches) watch.request(record);
  },
  painting(request) {
    const all = watches.map((watch) => watch.painting(request));
    return {
      progress: (event) => {
        for (const each of all) each.progress(event);
      },
      end: (outcome, seconds) => {
        for (const each of all) each.end(outcome, seconds);
      },
    };
  },
});
