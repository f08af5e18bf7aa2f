// Does a server hold under load? `overpaint serve` in a process of its own, clients that ask without pause in another, and this one
// looks at /healthz twenty times a second. Prints answers by status, pictures a minute, how long /healthz took, how late the
// server's event loop was, and its memory at the start and the end.
//
//     node bench/run.mjs server-load [seconds] [clients]
//
// Must be: nothing but 200 and 429, /healthz p99 at most 50 ms, event loop p99 at most 20 ms, memory flat.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { here } from './sample-photo.js';

const [seconds = '300', clients = '50', url] = process.argv.slice(2);
const image = await readFile(here('packages/core/golden/pipelines/inputs/photo-64x64.png'), 'base64');
const body = JSON.stringify({ image, prompt: 'ink', size: 64, steps: 2, seed: 1 });

const post = (server: string) => fetch(`${server}/v1/img2img`, { method: 'POST', body });
const percentile = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!;

/** Asks without pause, and less patiently than a 429 tells. Prints how many answers of each status came. */
async function ask(server: string): Promise<void> {
  const until = performance.now() + 1000 * Number(seconds);
  const statuses: Record<string, number> = {};
  const client = async () => {
    while (performance.now() < until) {
      const status = await post(server).then(
        async (response) => {
          await response.arrayBuffer();
          return String(response.status);
        },
        (error: Error) => error.message,
      );
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status !== '200') await sleep(250);
    }
  };
  await Promise.all(Array.from({ length: Number(clients) }, client));
  console.log(JSON.stringify(statuses));
}

const firstLine = async (child: ChildProcess): Promise<string> => {
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  return line;
};

async function residentMegabytes({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024);
}

/** Node measures from one turn of a timer of 10 ms to the next: what is beyond these is late. */
const period = 10;

async function lateness(server: string): Promise<number> {
  const text = await (await fetch(`${server}/metrics`)).text();
  return 1000 * Number(/^nodejs_eventloop_lag_p99_seconds ([\d.e+-]+)/m.exec(text)![1]) - period;
}

async function measure(): Promise<boolean> {
  const program = here('packages/overpaint/bin/overpaint.js');
  const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
  const server = spawn(process.execPath, [program, 'serve', '--port', '0'], { stdio });
  const address = await firstLine(server);
  for (let i = 0; i < 3; i++) await (await post(address)).arrayBuffer(); // the model is open
  await lateness(address); // what was late before does not count: each look begins anew

  const begun = performance.now();
  const load = spawn(process.execPath, [process.argv[1]!, seconds, clients, address], { stdio });
  const answers = firstLine(load);
  const looks: number[] = [];
  const memory: number[] = [];
  while (load.exitCode === null && performance.now() - begun < 1000 * (Number(seconds) + 30)) {
    const asked = performance.now();
    await (await fetch(`${address}/healthz`)).arrayBuffer();
    looks.push(performance.now() - asked);
    if (looks.length % 20 === 1) memory.push(await residentMegabytes(server));
    await sleep(50);
  }
  const statuses = JSON.parse(await answers) as Record<string, number>;
  const late = await lateness(address);
  server.kill('SIGTERM');
  await once(server, 'exit');

  const health = percentile(looks, 0.99);
  const [fifth, last] = [memory.slice(0, memory.length / 5), memory.slice(-memory.length / 5)].map((part) =>
    percentile(part, 0.5),
  );
  console.log(`${clients} clients for ${seconds} s: ${JSON.stringify(statuses)}`);
  console.log(`${(((statuses['200'] ?? 0) * 60) / Number(seconds)).toFixed(0)} pictures of 64 × 64 a minute`);
  console.log(`/healthz p50 ${percentile(looks, 0.5).toFixed(1)} ms, p99 ${health.toFixed(1)} ms (must be 50)`);
  console.log(`event loop p99 ${late.toFixed(1)} ms (must be 20)`);
  console.log(`memory ${fifth} MB in the first fifth, ${last} MB in the last, ${Math.max(...memory)} MB at most`);
  const only = Object.keys(statuses).every((status) => status === '200' || status === '429');
  return only && health <= 50 && late <= 20 && last! <= fifth! * 1.1;
}

if (url !== undefined) await ask(url);
else process.exitCode = (await measure()) ? 0 : 1;
