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

/**
 * Does the same with every picture, one after the other. One that fails is told and does not stop the rest; a wrong
 * option does, as it would fail for each of them; so does an interruption.
 *
 * @returns the exit status: 0, or 1 if a picture failed.
 */
export async function eachPicture<Result extends object>(
  pictures: readonly Picture[],
  { terminal, interruption: { signal }, debug }: Session,
  work: (turn: Turn) => Promise<Result>,
): Promise<number> {
  const many = pictures.length > 1;
  const reports: Report<Result>[] = [];
  const failed: string[] = [];
  for (const [index, picture] of pictures.entries()) {
    const { name, input } = picture;
    const outputs: string[] = [];
    try {
      const title = many ? `[${index + 1}/${pictures.length}] ${name}` : name;
      const result = await work({ picture, title, outputs });
      reports.push({ input, outputs, ...result });
    } catch (error) {
      if (signal.aborted && isAborted(error)) break;
      if (isUsage(error)) throw error;
      const message = describeFailure(error, debug);
      terminal.error(many && !message.startsWith(name) ? `${name}: ${message}` : message);
      reports.push({ input, outputs, error: { code: codeOf(error), message } });
      failed.push(name);
    }
    if (signal.aborted) break;
  }
  terminal.data(reports);
  if (many) {
    const names = failed.length > 0 ? ` Failed: ${failed.join(', ')}.` : '';
    terminal.note(`${reports.length - failed.length} of ${pictures.length} pictures are done.${names}`);
  }
  return failed.length > 0 ? 1 : 0;
}

const codeOf = (error: unknown) => String((error as { code?: unknown }).code ?? 'UNKNOWN');
