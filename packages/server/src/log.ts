import type { Outcome, RequestRecord, Watch } from './watch.js';

/** One line of the log, as plain JSON. */
export type LogRecord =
  | ({ readonly event: 'request' } & RequestRecord)
  | {
      readonly event: 'painting';
      readonly model: string;
      readonly outcome: Outcome;
      readonly seconds: number;
      readonly steps: unknown;
      readonly count: unknown;
      readonly size: unknown;
      /** Only where prompts are asked for. */
      readonly prompt?: unknown;
    };

/** Tells paintings and requests, but of those that only look (`GET`) the failed ones. What people write stays out unless `prompts`. */
export const logTo = (write: (record: LogRecord) => void, { prompts = false } = {}): Watch => ({
  request(record) {
    if (record.method !== 'GET' || record.status >= 400) write({ event: 'request', ...record });
  },
  painting: ({ model, options: { prompt, steps, count, size } }) => ({
    progress() {},
    end: (outcome, seconds) =>
      write({ event: 'painting', model, outcome, seconds, steps, count, size, ...(prompts && { prompt }) }),
  }),
});
