// Two workers paint four pictures: node paint.mjs [redis://host:6379] [folder]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { enqueue } from '@overpaint/queue';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const [connection = 'redis://127.0.0.1:6379', store = 'pictures'] = process.argv.slice(2);
const workers = [1, 2].map(() =>
  spawn(process.execPath, [here('worker.mjs'), connection, store], { stdio: ['ignore', 'inherit', 'inherit'] }),
);

const styles = ['watercolor', 'ink', 'oil-painting', 'pencil-sketch'];
const jobs = await Promise.all(
  styles.map((style) =>
    enqueue({
      connection,
      store,
      image: here('../start/bird.jpg'),
      style,
      size: 128,
      seed: 7,
      priority: style === 'ink' ? 'high' : 'normal',
    }),
  ),
);
for (const [index, job] of jobs.entries()) {
  const { images } = await job.result();
  await writeFile(`bird-${styles[index]}.png`, images[0].bytes);
  console.log(`bird-${styles[index]}.png`);
}

for (const worker of workers) worker.kill('SIGTERM'); // what is being painted would be finished first
await Promise.all(workers.map((worker) => once(worker, 'exit')));
