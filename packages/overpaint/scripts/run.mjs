import { execFileSync } from 'node:child_process';

const windows = process.platform === 'win32';

/** Runs a program, returns its stdout, and fails with all it said. */
export function run(program, args, cwd, env = {}) {
  try {
    return execFileSync(program, args, {
      cwd,
      env: { ...process.env, ...env },
      encoding: 'utf8',
      stdio: 'pipe',
      shell: windows,
    });
  } catch (error) {
    throw new Error(`${program} ${args.join(' ')}\n${error.stdout ?? ''}${error.stderr ?? ''}`, { cause: error });
  }
}
