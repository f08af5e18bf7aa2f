import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Measured } from './real-size-call.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const golden = (path: string) => here(`../packages/core/golden/${path}`);

/** A folder as `scripts/full-size-models.py` makes it, in small. */
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-real-size-'));
  await cp(golden('pipelines/sd15-tiny'), folder, { recursive: true });
  await cp(golden('pipelines/taesd-tiny'), join(folder, 'taesd'), { recursive: true });
  await cp(golden('loras/sd15-tiny/loras/lcm.safetensors'), join(folder, 'lcm-lora.safetensors'));
  await writeFile(join(folder, 'overpaint.json'), JSON.stringify({ fast: { lora: 'lcm-lora.safetensors' } }));
});
afterAll(() => rm(folder, { recursive: true }));

// PNDM asks its network once more than steps are run: 12 of 20 at strength 0.6.
it.each([
  ['exact', { steps: 12, guidedCalls: 13, plainCalls: 0, fullCalls: 13, reusedCalls: 0, speed: {} }],
  ['balanced', { steps: 12, guidedCalls: 9, plainCalls: 4, fullCalls: 5, reusedCalls: 8, speed: { decoder: 'tiny' } }],
  [
    'fast',
    {
      steps: 2,
      guidedCalls: 0,
      plainCalls: 2,
      fullCalls: 2,
      reusedCalls: 0,
      speed: { decoder: 'tiny', encoder: 'tiny' },
    },
  ],
])(
  'measures the work of a %s call',
  async (speed, work) => {
    const run = [here('run.mjs'), 'real-size', folder, 'python', '20', '64', speed];
    const { stdout } = await promisify(execFile)(process.execPath, run);
    const measured = JSON.parse(stdout) as Measured;
    expect(measured.work).toMatchObject(work);
    expect(measured).toMatchObject({ opened: { processor: expect.any(Number) }, call: { clock: expect.any(Number) } });
    expect(measured.peak).toBeGreaterThan(1e7);
    expect(Object.keys(measured.networks)).toHaveLength(4);
    expect(measured.networks).toMatchObject({ text_encoder: { calls: 2 } });
    expect(measured.outside).toBeGreaterThan(0);
    expect(measured.outside).toBeLessThan(1);
  },
  120_000,
);
