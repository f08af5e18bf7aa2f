import { isOverpaintError } from '../index.js';
import { flagOf } from './painting-flags.js';
import { UsageError } from './usage-error.js';

/** An error as one message, with the flag's name where the library says the option's; the whole story for `--debug`. */
export function describeFailure(error: unknown, debug: boolean): string {
  if (debug) return story(error);
  const message = error instanceof Error ? error.message : String(error);
  const argument = argumentOf(error);
  if (argument !== undefined && message.startsWith(`${argument}:`)) {
    const [option, ...part] = argument.split('.') as [string, ...string[]];
    return `${[flagOf(option), ...part].join(' ')}${message.slice(argument.length)}`;
  }
  const beside = /^(mask|references\[\d+\]): /.exec(message);
  if (beside) return `${flagOf(beside[1]!)}: ${message.slice(beside[0].length)}`;
  return message.replace(/^image: /, ''); // the picture's own name stands before it or in it
}

/** Wrong usage: a flag that no picture would make right. Such an error ends the command, the others only a picture. */
export function isUsage(error: unknown): boolean {
  if (error instanceof UsageError) return true;
  const argument = argumentOf(error);
  return argument !== undefined && argument !== 'image';
}

/** An error as programs are told of it. */
export function failureOf(error: Error): { readonly code: string; readonly message: string } {
  return { code: String((error as { code?: unknown }).code ?? 'UNKNOWN'), message: error.message };
}

export const isAborted = (error: unknown) => isOverpaintError(error, 'ABORTED');

function argumentOf(error: unknown): string | undefined {
  if (!isOverpaintError(error, 'INVALID_ARGUMENT')) return undefined;
  return (error as { argument?: string }).argument;
}

function story(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\nCaused by ${story(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
