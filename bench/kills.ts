// What does kill -9 leave? A batch and an animation are killed at moments drawn by chance, and begun again, until each has been
// killed as often as is asked. After each kill every result must be whole; in the end all must be there, once, and the very
// same as without a kill.
//
//     node bench/run.mjs kills [times] [batches | frames]

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { runCommand } from './command-line.js';
import { here } from './sample-photo.js';

const times = Number(process.argv[2] ?? 100);
const only = process.argv[3];
const folder = await mkdtemp(join(tmpdir(), 'overpaint-kills-'));
const source = here('packages/core/golden/pipelines/inputs/photo-64x64.png');
const quick = ['--size', '64', '--steps', '2', '--steps-mode', 'exact', '--seed', '7', '-p', 'ink'];

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const results = async (path: string) =>
  (await readdir(join(folder, path)).catch((): string[] => []))
    .filter((name) => /^[^.].*\.(png|webp)$/.test(name))
    .sort();

/** Kills a command again and again, and lets it end. @returns how often it was killed after it had begun to paint. */
async function killed(
  args: readonly string[],
  seconds: number,
  place: () => Promise<string>,
  fresh: () => Promise<void>,
) {
  let kills = 0;
  let rounds = 0;
  while (kills < times) {
    rounds++;
    for (;;) {
      const { status } = await runCommand(args, { cwd: folder, killed: pause(1000 * seconds * (0.3 + Math.random())) });
      const path = await place();
      for (const name of await results(path)) await sharp(join(folder, path, name)).stats(); // throws for a half one
      if (status === 0) break;
      if (status !== null) throw new Error(`status ${status}`);
      kills++;
      if (kills >= times) {
        if ((await runCommand(args, { cwd: folder })).status !== 0) throw new Error('did not go on');
        break;
      }
    }
    if (kills < times) await fresh();
  }
  return { kills, rounds };
}

async function killBatches(): Promise<void> {
  const names = Array.from({ length: 12 }, (_, index) => `p${String(index).padStart(2, '0')}.png`);
  for (const [index, name] of names.entries())
    await sharp(source)
      .modulate({ hue: 30 * index })
      .toFile(join(folder, name));

  const batch = (out: string) => ['p*.png', '-o', `${out}/`, '--resume', '--concurrency', '2', ...quick];
  const whole = await runCommand(batch('whole'), { cwd: folder });
  const told = await killed(
    batch('out'),
    whole.seconds,
    async () => 'out',
    () => rm(join(folder, 'out'), { recursive: true }),
  );
  const [wanted, found] = [await results('whole'), await results('out')];
  if (wanted.join() !== found.join()) throw new Error(`expected ${wanted}, found ${found}`);
  for (const name of wanted) {
    const [one, other] = await Promise.all(
      ['whole', 'out'].map((path) =>
        sharp(join(folder, path, name))
          .raw()
          .toBuffer(),
      ),
    );
    if (!one!.equals(other!)) throw new Error(`${name} is another picture`);
  }
  console.log(
    `batches: killed ${told.kills} times in ${told.rounds} rounds of 12 pictures; nothing half, twice, missing or other`,
  );
}

async function killFrames(): Promise<void> {
  const frames = (out: string) => [
    'frames',
    source,
    '--length',
    '12',
    '--tween',
    'strength=0.2..0.9',
    '-o',
    out,
    ...quick,
  ];
  const all = await runCommand(frames('whole.webp'), { cwd: folder });
  const again = await killed(
    frames('out.webp'),
    all.seconds,
    async () => 'out.webp.frames',
    () => rm(join(folder, 'out.webp')),
  );
  const same = (await readFile(join(folder, 'whole.webp'))).equals(await readFile(join(folder, 'out.webp')));
  if (!same) throw new Error('another animation');
  const left = (await readdir(folder, { recursive: true })).filter((name) => basename(name).startsWith('.'));
  if (left.length > 0) throw new Error(`left behind: ${left}`);
  console.log(
    `frames: killed ${again.kills} times in ${again.rounds} rounds of 12 frames; the same file, and nothing hidden is left`,
  );
}

try {
  if (only !== 'frames') await killBatches();
  if (only !== 'batches') await killFrames();
} finally {
  await rm(folder, { recursive: true, force: true });
}
