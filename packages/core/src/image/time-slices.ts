import { throwIfAborted } from '../errors/index.js';

/** How long arithmetic on pixels may keep the event loop waiting, in milliseconds. */
const SLICE = 8;

/**
 * Lets long arithmetic give way: `if (pace.due()) await pace.rest()` between two rows rests after every 8 ms of work,
 * so that timers, input events and an abort come through while a large picture is resized.
 */
export interface TimeSlices {
  due(): boolean;
  /** @throws AbortedError `ABORTED` when the signal has fired. */
  rest(): Promise<void>;
}

/** Node's timers wait a millisecond at least. */
const giveWay = globalThis.setImmediate ?? ((resume: () => void) => setTimeout(resume, 0));

export function timeSlices(signal?: AbortSignal): TimeSlices {
  let since = performance.now();
  return {
    due: () => performance.now() - since > SLICE,
    async rest() {
      await new Promise<void>(giveWay);
      throwIfAborted(signal);
      since = performance.now();
    },
  };
}
