/**
 * A queue for work that takes the whole machine: one job at a time, in the order of arrival. A job whose signal is
 * aborted while it waits leaves the queue at once.
 *
 * @param {number} limit jobs that may wait beside the one that runs
 */
export function createQueue(limit) {
  const waiting = [];
  let running = false;

  function next() {
    running = waiting.length > 0; // whoever comes before the next job has woken up must still queue behind it
    waiting.shift()?.start();
    tellPositions();
  }
  function tellPositions() {
    for (const [index, { onPosition }] of waiting.entries()) onPosition(index + 1);
  }

  return {
    isFull: () => running && waiting.length >= limit,

    /** Waits for its turn, then does the job. `onPosition` is told how many have to end before: 1, 2, … */
    async run(job, { signal, onPosition }) {
      if (running) {
        await new Promise((start, reject) => {
          const entry = { start, onPosition };
          waiting.push(entry);
          onPosition(waiting.length);
          signal.addEventListener(
            'abort',
            () => {
              const index = waiting.indexOf(entry);
              if (index < 0) return; // it has started: the job minds the signal
              waiting.splice(index, 1);
              tellPositions();
              reject(signal.reason);
            },
            { once: true },
          );
        });
      }
      running = true;
      try {
        return await job();
      } finally {
        next();
      }
    },
  };
}
