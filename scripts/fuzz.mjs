// Asks every reader with damaged and made-up inputs: npm run fuzz -- 10 takes ten minutes for each of them, with inputs that
// are new each time. What fails is printed as small as it could be made, with the seed that finds it again.
import { spawnSync } from 'node:child_process';

const minutes = process.argv[2] ?? '10';
if (!(Number(minutes) > 0)) {
  process.stderr.write('Expected minutes for each target: npm run fuzz -- 10\n');
  process.exit(2);
}
const env = { ...process.env, OVERPAINT_FUZZ_MINUTES: minutes };
const args = ['vitest', 'run', '--config', 'vitest.workspace.ts', '--project', 'node', 'fuzz'];
process.exit(spawnSync('npx', args, { stdio: 'inherit', env, shell: process.platform === 'win32' }).status ?? 1);
