// Does Node stay responsive while it paints? A 5 ms timer runs beside a whole call with the embedded model, and its
// delay is printed against the same timer in an idle process. Must be: p99 at most 20 ms.
//
//     node bench/run.mjs event-loop

import { fileURLToPath } from 'node:url';
import { createNodeOverpaint } from '@overpaint/node';

const period = 5;
const model = fileURLToPath(new URL('../../../packages/model-mini/model', import.meta.url));
const image =
  process.argv[2] ?? fileURLToPath(new URL('../../../packages/core/golden/images/source/photo.png', import.meta.url));

/** How late a chain of 5 ms timers is while `work` goes on, in milliseconds, sorted. */
async function delaysDuring(work: () => Promise<unknown>): Promise<number[]> {
  const delays: number[] = [];
  let going = true;
  const tick = (due: number) => {
    delays.push(Math.max(0, performance.now() - due));
    if (going) setTimeout(tick, period, performance.now() + period);
  };
  setTimeout(tick, period, performance.now() + period);
  await work();
  going = false;
  return delays.sort((a, b) => a - b);
}

const quantile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;

function report(label: string, delays: readonly number[]) {
  const [p50, p99, max] = [0.5, 0.99, 1].map((share) => quantile(delays, share).toFixed(2));
  console.log(
    `${label.padEnd(26)} ${String(delays.length).padStart(5)} timers   p50 ${p50} ms   p99 ${p99} ms   max ${max} ms`,
  );
  return Number(p99);
}

const { img2img, dispose } = createNodeOverpaint({ defaultModel: model });
const call = (prompt: string) => img2img({ image, prompt, size: 512, seed: 1 });

const idle = report('idle', await delaysDuring(() => new Promise((resolve) => setTimeout(resolve, 2000))));
report('first call (opens networks)', await delaysDuring(() => call('ink drawing')));
const painting = report('painting', await delaysDuring(() => call('watercolor painting, flower')));
await dispose();

console.log(`painting p99 / 20 ms allowed: ${(painting / 20).toFixed(2)} (must be at most 1)`);
if (idle > 5)
  console.log('An idle timer is late too: other programs keep this machine busy, so this measurement says little.');
process.exitCode = painting <= 20 ? 0 : 1;
