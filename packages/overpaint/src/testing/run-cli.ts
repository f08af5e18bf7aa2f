import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const program = fileURLToPath(new URL('../../bin/overpaint.js', import.meta.url));
const built = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** How a run of the command line ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  /** Variables that differ from those of the tests. */
  readonly env?: NodeJS.ProcessEnv;
  /** Words of a command that runs it, such as `prlimit --data=…`. */
  readonly within?: readonly string[];
  /** What it reads; `open`: a stdin that nothing comes from. Nothing by default. */
  readonly stdin?: Uint8Array | 'open';
  /** Called with all that the command has said so far, each time it says something. */
  readonly watch?: (said: string, child: ChildProcess) => void;
}

/** Runs the built command line as a person does, in its own process. */
export async function runCli(
  args: readonly string[],
  { cwd, env, within = [], stdin, watch }: RunOptions,
): Promise<Ended> {
  if (!existsSync(built)) throw new Error('These tests run the built command line. Run "pnpm build" first.');
  const [command, ...words] = [...within, process.execPath, program, ...args];
  const child = spawn(command!, words, { cwd, env: { ...process.env, NO_COLOR: '1', ...env } });
  const stdout: Buffer[] = [];
  let stderr = '';
  let said = '';
  const hear = (chunk: Buffer) => {
    said += chunk.toString();
    watch?.(said, child);
  };
  child.stdout.on('data', (chunk: Buffer) => {
    stdout.push(chunk);
    hear(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    hear(chunk);
  });
  child.stdin.on('error', () => {}); // a program that refuses its arguments does not read
  if (stdin !== 'open') child.stdin.end(stdin);
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, stdout: Buffer.concat(stdout), stderr };
}

/** A folder of its own for each test, with small pictures in it, and the names of what lies there. */
export async function workFolder(pictures: readonly string[] = ['photo.jpg']) {
  const cwd = await mkdtemp(join(tmpdir(), 'overpaint-cli-'));
  for (const name of pictures) {
    await sharp({ create: { width: 96, height: 64, channels: 3, background: '#c96' } }).toFile(join(cwd, name));
  }
  return {
    cwd,
    path: (name: string) => join(cwd, name),
    files: async () => (await readdir(cwd)).sort(),
    [Symbol.asyncDispose]: () => rm(cwd, { recursive: true, force: true }),
  };
}

/** Flags that make the embedded model paint in a moment. */
export const quick = ['--size', '64', '--steps', '2', '--steps-mode', 'exact'];
