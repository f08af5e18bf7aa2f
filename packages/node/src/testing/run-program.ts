import { spawn } from 'node:child_process';

export interface Ended {
  status: number | null;
  signal: NodeJS.Signals | null;
  out: string;
  err: string;
}

/** Runs a text as a Node program and collects what it prints and how it ends. `fileBlocks` limits the files it writes. */
export function runProgram(
  code: string,
  { format = 'esm' as 'esm' | 'cjs', fileBlocks = 'unlimited' as number | 'unlimited' } = {},
): Promise<Ended> {
  const type = format === 'esm' ? 'module' : 'commonjs';
  const command = `ulimit -f ${fileBlocks}; exec "$0" --input-type=${type} -e "$1"`;
  const child = spawn('sh', ['-c', command, process.execPath, code], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (data) => {
    out += data;
  });
  child.stderr.on('data', (data) => {
    err += data;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status, signal, out, err }));
  });
}
