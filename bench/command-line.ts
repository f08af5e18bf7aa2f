import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { here } from './sample-photo.js';

/** How a run of the built command line ended. */
export interface Ran {
  readonly status: number | null;
  readonly seconds: number;
  /** Resident memory in MB, as it was seen every 200 ms (Linux). */
  readonly resident: readonly number[];
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  /** Kills it when this is over, as a crash would. */
  readonly killed?: Promise<unknown>;
  /** Words of a command that runs it, such as `prlimit --as=…`. */
  readonly within?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs the built command line in a process of its own. */
export async function runCommand(args: readonly string[], { cwd, killed, within = [], env }: RunOptions): Promise<Ran> {
  const started = performance.now();
  const [program, ...words] = [...within, process.execPath, here('packages/overpaint/bin/overpaint.js'), ...args];
  const child = spawn(program!, words, { cwd, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...env } });
  const resident: number[] = [];
  const timer = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(status) ?? [];
    if (kilobytes) resident.push(Math.round(Number(kilobytes) / 1024));
  }, 200);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  killed?.then(() => child.kill('SIGKILL'));
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(timer);
  return { status, seconds: (performance.now() - started) / 1000, resident, stderr };
}
