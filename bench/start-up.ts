// How long does the command line take beside the networks? Paints small pictures with the built program, each in a process of its own,
// and prints the whole time by the clock without opening, encoding, steps and decoding: starting Node, reading options,
// looking at the model and the picture, writing the result, ending. Of several rounds the middle one counts.
//
//     node bench/run.mjs start-up [rounds]
//
// Must be: at most 0.5 s.

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Timings } from '@overpaint/core';
import { median } from './median.js';
import { here, writeSamplePhoto } from './sample-photo.js';

const rounds = Number(process.argv[2] ?? 9);
const folder = await mkdtemp(join(tmpdir(), 'overpaint-start-up-'));
const photo = await writeSamplePhoto(folder);
const beside: number[] = [];
const opening: number[] = [];
for (let round = 0; round < rounds; round++) {
  const begun = performance.now();
  const args = [photo, '-p', 'ink', '--size', '64', '--steps', '2', '-o', join(folder, `${round}.png`), '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, [
    here('packages/overpaint/bin/overpaint.js'),
    ...args,
  ]);
  const whole = (performance.now() - begun) / 1000;
  const [{ timings }] = JSON.parse(stdout) as [{ timings: Timings }];
  const { load, encode, denoise, decode } = timings;
  beside.push(whole - load - encode - denoise - decode);
  opening.push(load);
}
await rm(folder, { recursive: true });
const most = Math.max(...beside);
console.log(
  `beside the networks ${median(beside).toFixed(2)} s, at most ${most.toFixed(2)} s (must be 0.5); opening them ${median(opening).toFixed(2)} s`,
);
process.exitCode = median(beside) <= 0.5 ? 0 : 1;
