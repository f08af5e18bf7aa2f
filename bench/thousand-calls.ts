// Does memory stay flat over a thousand calls? The embedded model at 64² and two steps, as in a program that runs for weeks;
// resident memory is printed after each tenth. Must be: no more than 5 % growth from the half to the end.
//
//     node bench/run.mjs thousand-calls [calls]

import { fileURLToPath } from 'node:url';
import { createNodeOverpaint } from '@overpaint/node';

const calls = Number(process.argv[2] ?? 1000);
const model = fileURLToPath(new URL('../../../packages/model-mini/model', import.meta.url));
const image = fileURLToPath(new URL('../../../packages/core/golden/pipelines/inputs/photo-64x64.png', import.meta.url));
const { img2img, dispose } = createNodeOverpaint({ defaultModel: model, cache: false });

const resident: number[] = [];
for (let call = 1; call <= calls; call++) {
  const prompt = `picture ${call}`; // none is remembered
  const { images } = await img2img({ image, prompt, size: 64, steps: 2, stepsMode: 'exact', seed: call });
  await images[0].encode('png');
  if (call % Math.ceil(calls / 10) > 0) continue;
  const { rss, heapUsed } = process.memoryUsage();
  resident.push(rss);
  const megabytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MB`;
  console.log(
    `${String(call).padStart(5)} calls   ${megabytes(rss)} resident, ${megabytes(heapUsed)} of it JavaScript's`,
  );
}
await dispose();
const growth = resident.at(-1)! / resident[Math.ceil(resident.length / 2) - 1]! - 1;
console.log(`growth from the half to the end: ${(100 * growth).toFixed(1)} % (must be at most 5 %)`);
process.exitCode = growth <= 0.05 ? 0 : 1;
