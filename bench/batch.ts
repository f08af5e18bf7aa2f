// What does a batch save? The same pictures by the built command line: a call for each of them, all in one call, and two
// and four at a time. Seconds a picture and resident memory at the half and at the end are printed. Must be: one call for
// all takes less than half of a call for each; memory grows by no more than 5 % from the half to the end.
//
//     node bench/run.mjs batch [pictures] [long side]

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { runCommand } from './command-line.js';
import { writeSamplePhoto } from './sample-photo.js';

const [count = 40, size = 128] = process.argv.slice(2).map(Number);
const folder = await mkdtemp(join(tmpdir(), 'overpaint-batch-'));
try {
  const photo = await sharp(await writeSamplePhoto(folder)).toBuffer();
  const names = Array.from({ length: count }, (_, index) => `p${String(index).padStart(5, '0')}.jpg`);
  for (const [index, name] of names.entries()) {
    await sharp(photo).modulate({ hue: index }).jpeg().toFile(join(folder, name));
  }
  const quick = ['--size', String(size), '--seed', '7', '--quiet'];
  const show = (title: string, seconds: number, resident: readonly number[] = []) => {
    const [half, end] = [resident[Math.floor(resident.length / 2)], resident.at(-2)];
    const memory = half && end ? `   ${half} MB at the half, ${end} MB at the end` : '';
    console.log(`${title.padEnd(24)} ${seconds.toFixed(2)} s a picture${memory}`);
    return { half: half ?? 0, end: end ?? 0 };
  };

  const single = names.slice(0, 5);
  let sum = 0;
  for (const name of single) sum += (await runCommand([name, '-o', 'single/', ...quick], { cwd: folder })).seconds;
  show('a call for each', sum / single.length);
  let kept = 0;
  let grown = 0;
  for (const concurrency of [1, 2, 4]) {
    const args = ['p*.jpg', '-o', `c${concurrency}/`, '--resume', '--concurrency', String(concurrency), ...quick];
    const { seconds, resident, status } = await runCommand(args, { cwd: folder });
    if (status !== 0) throw new Error(`status ${status}`);
    const { half, end } = show(`one call, ${concurrency} at a time`, seconds / count, resident);
    if (concurrency === 1) kept = seconds / count / (sum / single.length);
    grown = Math.max(grown, end / half - 1);
  }
  console.log(`one call for all: ${(100 * kept).toFixed(0)} % of the time; growth ${(100 * grown).toFixed(1)} %`);
  process.exitCode = kept < 0.5 && grown <= 0.05 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
