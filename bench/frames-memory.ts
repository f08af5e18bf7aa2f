// Does memory stay flat in the number of frames? An animation of one picture at 256² by the built command line; resident memory
// is printed for each tenth of the time. Must be: no more than 5 % growth from the half to the end.
//
//     node bench/run.mjs frames-memory [frames]

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './command-line.js';
import { writeSamplePhoto } from './sample-photo.js';

const count = Number(process.argv[2] ?? 200);
const folder = await mkdtemp(join(tmpdir(), 'overpaint-frames-'));
try {
  const photo = await writeSamplePhoto(folder);
  const args = [
    'frames',
    photo,
    '--length',
    String(count),
    '--tween',
    'strength=0.2..0.8',
    '--size',
    '256',
    '--seed',
    '7',
  ];
  const { status, seconds, resident } = await runCommand([...args, '-p', 'ink', '-o', 'a.webp', '--quiet'], {
    cwd: folder,
  });
  if (status !== 0) throw new Error(`status ${status}`);
  const at = (share: number) => resident[Math.min(resident.length - 2, Math.floor(share * resident.length))]!;
  const tenths = Array.from({ length: 10 }, (_, index) => at((index + 1) / 10));
  console.log(`${count} frames in ${seconds.toFixed(0)} s; MB after each tenth: ${tenths.join(' ')}`);
  const growth = at(1) / at(0.5) - 1;
  console.log(`growth from the half to the end: ${(100 * growth).toFixed(1)} % (must be at most 5 %)`);
  process.exitCode = growth <= 0.05 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
