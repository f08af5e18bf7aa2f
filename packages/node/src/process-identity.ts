import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** What tells a process from those before and beside it. */
export interface ProcessIdentity {
  /** Where its number counts: a machine, or a container in one. */
  readonly place: string;
  readonly pid: number;
  /** When it began, in the system's own count; 0 where the system does not tell. Numbers of processes are given again. */
  readonly start: number;
}

let own: ProcessIdentity | undefined;

export function ownProcess(): ProcessIdentity {
  own ??= { place: ownPlace(), pid: process.pid, start: stateOf(process.pid).start };
  return own;
}

/** Whether a process has ended for certain. Of one of another place nothing is certain. */
export function hasEnded({ place, pid, start }: ProcessIdentity): boolean {
  if (place !== ownProcess().place) return false;
  if (!isThere(pid)) return true;
  const now = stateOf(pid);
  // One that was killed keeps its number until whoever started it has asked how it ended, which some never do.
  return now.dead || (start > 0 && now.start > 0 && now.start !== start);
}

/** Containers of one machine may share its name, and count their processes for themselves. */
function ownPlace(): string {
  const numbers = attempt(() => readlinkSync('/proc/self/ns/pid'), '');
  return createHash('sha256').update(`${hostname()} ${numbers}`).digest('hex').slice(0, 8);
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** As Linux tells it (proc_pid_stat(5), fields 3 and 22, behind a name that may hold spaces and brackets). */
function stateOf(pid: number): { readonly dead: boolean; readonly start: number } {
  const text = attempt(() => readFileSync(`/proc/${pid}/stat`, 'latin1'), '');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { dead: /^[ZX]/.test(fields[0] ?? ''), start: Number(fields[19]) || 0 };
}

function attempt<T>(ask: () => T, otherwise: T): T {
  try {
    return ask();
  } catch {
    return otherwise;
  }
}
