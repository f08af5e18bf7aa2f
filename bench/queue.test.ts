import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('loses no job, and delivers none twice, when workers and Redis are killed', async () => {
  const run = fileURLToPath(new URL('run.mjs', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [run, 'queue', 'kills', '4']);
  expect(stdout).toMatch(/4 workers killed, Redis once: \d+ jobs, 0 lost, 0 with other bytes/);
}, 120_000);
