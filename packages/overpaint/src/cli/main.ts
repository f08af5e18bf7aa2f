import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { describeFailure, isAborted, isUsage } from './failure.js';
import { createProgram } from './program.js';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

// A reader that has seen enough (`overpaint styles | head`) closes the pipe: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

let status = 0;
try {
  await createProgram({ version, done: (result) => (status = result) }).parseAsync();
} catch (error) {
  status = tell(error);
}
process.exitCode ??= status; // an interruption has set its own

/** Says what went wrong and returns the exit status for it. */
function tell(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // help, version and errors are told already
  if (isAborted(error)) return 1; // by an interruption, which has set the status and said so
  process.stderr.write(`${describeFailure(error, process.argv.includes('--debug'))}\n`);
  return isUsage(error) ? 2 : 1;
}
