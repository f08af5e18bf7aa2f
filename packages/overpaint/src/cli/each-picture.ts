import { isOverpaintError } from '../index.js';
import { duration } from './bar.js';
import { describeFailure, isAborted, isUsage } from './failure.js';
import type { Picture } from './pictures.js';
import type { Session } from './session.js';

/** What became of one source, as `--json` tells it: what a command found out about it, or why it failed. */
type Report<Result> = { readonly input: string; readonly outputs: readonly string[] } & (
  | Result
  | { readonly error: { readonly code: string; readonly message: string } }
);

/** A source whose turn it is. */
export interface Turn {
  readonly picture: Picture;
  /** What to call it while it is worked on. */
  readonly title: string;
  /** To be filled with the files that are written: they are told even if what comes after them fails. */
  readonly outputs: string[];
}

/** What an earlier run has done is only told of. */
export interface Skipped {
  readonly skipped: true;
}

export interface EachPictureOptions {
  /** How many are worked on at a time. @defaultValue 1 */
  readonly concurrency?: number | undefined;
  /** How a run that was stopped is continued, where it can be. */
  readonly resume?: string | undefined;
}

/** Names of failed pictures that a summary has room for; each has been told when it failed. */
const named = 20;

/**
 * Does the same with every picture, a few at a time. One that fails is told and does not stop the rest; a wrong
 * option does, as it would fail for each of them; so do an interruption and a full disk.
 *
 * @returns the exit status: 0, or 1 if a picture failed.
 */
export async function eachPicture<Result extends object>(
  pictures: readonly Picture[],
  { terminal, interruption: { signal }, debug }: Session,
  work: (turn: Turn) => Promise<Result | Skipped>,
  { concurrency = 1, resume }: EachPictureOptions = {},
): Promise<number> {
  const many = pictures.length > 1;
  const reports = terminal.list<Report<Result | Skipped>>();
  const failed: string[] = [];
  const count = { done: 0, skipped: 0, failed: 0 };
  const started = performance.now();
  let stopped: { readonly by: unknown } | undefined;

  async function one(index: number): Promise<void> {
    const picture = pictures[index]!;
    const { name, input } = picture;
    const outputs: string[] = [];
    try {
      const title = many ? `[${index + 1}/${pictures.length}] ${name}` : name;
      const result = await work({ picture, title, outputs });
      reports.add({ input, outputs, ...result });
      count['skipped' in result ? 'skipped' : 'done']++;
    } catch (error) {
      if (signal.aborted && isAborted(error)) return;
      if (isUsage(error)) {
        stopped ??= { by: error };
        return;
      }
      const message = describeFailure(error, debug);
      terminal.error(many && !message.startsWith(name) ? `${name}: ${message}` : message);
      reports.add({ input, outputs, error: { code: codeOf(error), message } });
      count.failed++;
      if (failed.length < named) failed.push(name);
      if (isFull(error)) stopped ??= { by: undefined };
    }
  }

  let next = 0;
  const worker = async () => {
    while (next < pictures.length && !stopped && !signal.aborted) await one(next++);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, pictures.length) }, worker));
  if (stopped?.by !== undefined) throw stopped.by;
  reports.end();
  if (many) {
    const { done, skipped } = count;
    const seconds = (performance.now() - started) / 1000;
    const each = done > 1 ? `, ${(seconds / done).toFixed(2)} s each` : '';
    const before = skipped > 0 ? ` (${skipped} of them before)` : '';
    const more = count.failed > failed.length ? ` and ${count.failed - failed.length} more` : '';
    const names = failed.length > 0 ? ` Failed: ${failed.join(', ')}${more}.` : '';
    terminal.note(
      `${done + skipped} of ${pictures.length} pictures are done${before} in ${duration(seconds)}${each}.${names}`,
    );
    if (resume !== undefined && done + skipped < pictures.length) terminal.note(resume);
  }
  return count.failed > 0 ? 1 : 0;
}

const codeOf = (error: unknown) => String((error as { code?: unknown }).code ?? 'UNKNOWN');

/** A disk that is full takes no other picture either: each would be painted for nothing. */
function isFull(error: unknown): boolean {
  if (!isOverpaintError(error, 'STORAGE')) return false;
  return ['ENOSPC', 'EDQUOT'].includes(String((error.cause as { code?: unknown } | undefined)?.code));
}
