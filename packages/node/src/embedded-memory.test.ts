import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildModule } from './testing/build-module.js';
import { runProgram } from './testing/run-program.js';

// One call in a process of its own, as bench/peak makes it: what its memory rises to, beside what planning had.
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
let built: Awaited<ReturnType<typeof buildModule>>;

beforeAll(async () => {
  built = await buildModule('overpaint');
});
afterAll(() => rm(built.folder, { recursive: true }));

async function paint(options: object): Promise<{ planned: number; taken: number }> {
  const call = { image: here('../../core/golden/images/source/photo.png'), seed: 1, ...options };
  const program = `${built.imports.esm('createNodeOverpaint')}
    const defaultModel = ${JSON.stringify(here('../../model-mini/model'))};
    const { plan, img2img, dispose } = createNodeOverpaint({ defaultModel, cache: false });
    const call = ${JSON.stringify(call)};
    const { memoryBytes: planned } = await plan(call);
    const most = () => process.resourceUsage().maxRSS * 1024;
    const before = most();
    await img2img(call);
    process.stdout.write(JSON.stringify({ planned, taken: most() - before }));
    await dispose();`;
  const { status, out, err } = await runProgram(program);
  expect([status, err]).toEqual([0, '']);
  return JSON.parse(out);
}

const prompt = 'watercolor painting';
const several = { steps: 2, stepsMode: 'exact', negativePrompt: 'blue oil painting' };

it.each([
  ['256²', { prompt, size: { width: 256, height: 256 } }],
  ['512²', { prompt, size: { width: 512, height: 512 } }],
  ['512² without a prompt', { size: { width: 512, height: 512 } }],
  ['512² in several steps with a negative prompt', { prompt, size: { width: 512, height: 512 }, ...several }],
  [
    '512² with both kinds of guidance',
    { prompt, size: { width: 512, height: 512 }, negativePrompt: 'blue', imageGuidanceScale: 1.5 },
  ],
  ['1024²', { prompt, size: { width: 1024, height: 1024 } }],
  ['1536 × 1024 in several steps with a negative prompt', { prompt, size: { width: 1536, height: 1024 }, ...several }],
])('plans %s with the memory that it takes', async (_, options) => {
  const { planned, taken } = await paint(options);
  expect(Math.abs(planned / taken - 1)).toBeLessThan(0.25);
});

it.each([
  [2048, 1536, 2e9],
  [4000, 3000, 3e9],
])('paints %i × %i in no more than it may', { timeout: 300_000 }, async (width, height, most) => {
  const { planned, taken } = await paint({ prompt, size: { width, height } });
  expect(taken).toBeLessThan(most);
  expect(Math.abs(planned / taken - 1)).toBeLessThan(0.25);
});
