import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** strace sees what native code asks of the system. It exists on Linux; .ci/run installs it. */
const watched = spawnSync('strace', ['-V']).status === 0;
if (!watched) process.stderr.write('strace is not installed: whether programs look up names is not watched.\n');

/** Whether this machine can tell which addresses a program turns to. */
export const seesAddresses = watched;

export interface RunApart {
  readonly status: number | null;
  /** All that the program said. */
  readonly said: string;
  /** Files that lie in its home, cache and temporary folder afterwards, as `tmp/name`. */
  readonly left: readonly string[];
  /** Addresses that it turned to, name servers among them, as strace prints them. */
  readonly addresses: readonly string[];
}

/** Variables by which ONNX Runtime, or a library of somebody else, decides to keep still. */
const hushed =
  /^(CI|GITHUB_|GITLAB_|TF_BUILD|BUILDKITE|JENKINS_|TRAVIS|ORT_|OVERPAINT_|VITEST|NODE_ENV|NODE_OPTIONS|XDG_|DO_NOT_TRACK)/;

/**
 * Runs Node as on a person's machine: with a home, a cache and a temporary folder of its own, and with none of the
 * variables that tests and build servers set.
 */
export async function runApart(args: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<RunApart> {
  const root = await mkdtemp(join(tmpdir(), 'overpaint-apart-'));
  const folders = ['home', 'cache', 'tmp'].map((name) => join(root, name)) as [string, string, string];
  for (const folder of folders) await mkdir(folder);
  const [home, cache, tmp] = folders;
  const inherited = Object.entries(process.env).filter(([name]) => !hushed.test(name));
  const env = { ...Object.fromEntries(inherited), HOME: home, XDG_CACHE_HOME: cache, TMPDIR: tmp, ...variables };

  const trace = join(root, 'trace');
  const calls = 'trace=connect,sendto,sendmsg,sendmmsg';
  const [program, ...before] = watched
    ? ['strace', '-f', '-qq', '-o', trace, '-e', calls, process.execPath]
    : [process.execPath];
  const child = spawn(program!, [...before, ...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const hear = (chunk: Buffer) => {
    said += chunk.toString();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });

  const left = await Promise.all(
    folders.map(async (folder) => {
      const entries = await readdir(folder, { withFileTypes: true, recursive: true });
      return entries
        .filter((entry) => !entry.isDirectory())
        .map((entry) => relative(root, join(entry.parentPath, entry.name)));
    }),
  );
  const lines = watched ? (await readFile(trace, 'utf8')).split('\n') : [];
  await rm(root, { recursive: true });
  return {
    status,
    said,
    left: left
      .flat()
      .filter((path) => !/^(cache|home\/Library\/Caches)\/overpaint\//.test(path))
      .sort(),
    addresses: lines.filter((line) => /sa_family=AF_/.test(line)),
  };
}
