// Does memory stay flat? Two hundred calls in a row with a tiny model at 256², each with a prompt of its own; resident
// memory is printed after every fiftieth. Must be: no more than 5 % growth from the hundredth to the last.
//
//     node bench/run.mjs memory

import { fileURLToPath } from 'node:url';
import { createNodeOverpaint } from '@overpaint/node';

const pipelines = fileURLToPath(new URL('../../../packages/core/golden/pipelines/', import.meta.url));
const { img2img, dispose } = createNodeOverpaint({ defaultModel: `${pipelines}sd15-tiny`, cache: false });
const image = `${pipelines}inputs/photo-64x64.png`;

const resident: number[] = [];
for (let call = 1; call <= 200; call++) {
  await img2img({ image, prompt: `picture ${call}`, size: 256, steps: 2, strength: 0.5, seed: call });
  if (call % 50 > 0) continue;
  resident.push(process.memoryUsage().rss);
  console.log(`${String(call).padStart(4)} calls   ${Math.round(resident.at(-1)! / 2 ** 20)} MB resident`);
}
await dispose();
const growth = resident.at(-1)! / resident[1]! - 1;
console.log(`growth from call 100 to call 200: ${(100 * growth).toFixed(1)} % (must be at most 5 %)`);
process.exitCode = growth <= 0.05 ? 0 : 1;
