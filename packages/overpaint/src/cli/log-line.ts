/** A line of the log of a command that runs until it is told to stop. */
export const logLine = (record: object) => JSON.stringify({ time: new Date().toISOString(), ...record });

/** Trouble that is the program's own, with where it came from. */
export const troubleLine = (error: unknown) =>
  logLine({
    event: 'trouble',
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
