import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  distanceTo,
  golden,
  keptWeights,
  loraModels,
  paintWith as paint,
  readLoraCase,
} from './testing/lora-models.js';

// As on a machine that has no memory to optimise a network of any size in.
vi.mock('./graph-cache.js', async (original) => {
  const module = await original<typeof import('./graph-cache.js')>();
  const graphCache: typeof module.graphCache = (options) => ({
    ...module.graphCache(options),
    folder: async () => undefined,
  });
  return { ...module, graphCache };
});
vi.mock('./weight-cache.js', async (original) => {
  const module = await original<typeof import('./weight-cache.js')>();
  const weightCache: typeof module.weightCache = (options) => module.weightCache({ ...options, minimumBytes: 0 });
  return { ...module, weightCache };
});

let folder: string;
let models: Record<string, string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-apart-'));
  models = await loraModels(['sd15-tiny', 'sdxl-tiny', 'sd3-tiny', 'flux-tiny'], folder);
});
afterAll(() => rm(folder, { recursive: true }));

const lora = (path: string) => golden(`loras/${path}`);
const [ways, kohya] = [
  /dora-columns$|every-kind|full-and-norms$|sgm|lcm|locon|tucker$|lokr-dora|three|unknown/,
  /kohya$/,
];

describe.each([
  ['sd15-tiny', 'sd15-tiny', ways],
  ['sd15-tiny', 'dynamo', /every-kind|two/],
  ['sd15-tiny', 'fused', /every-kind|two/],
  ['sdxl-tiny', 'sdxl-tiny', kohya],
  ['sd3-tiny', 'sd3-tiny', kohya],
  ['flux-tiny', 'flux-tiny', kohya],
])(
  'merges a few weights at a time, and paints what diffusers paints with LoRAs of %s, exported as %s',
  (cases, model, names) => {
    it.each(readdirSync(lora(`${cases}/cases`)).filter((name) => names.test(name)))('%s', async (name) => {
      const cache = await mkdtemp(join(folder, 'cache-'));
      const at = lora(`${cases}/cases/${name}`);
      const options = { ...(await readLoraCase(at)).options, model: models[model]! };
      const first = await paint(cache, options);
      const kept = await keptWeights(cache);
      expect(kept.size).toBeGreaterThan(0);
      expect(await paint(cache, options)).toEqual(first);
      expect(await keptWeights(cache)).toEqual(kept);
      expect(await distanceTo(join(at, 'image-0.png'), first)).toBeLessThanOrEqual(1);
    });
  },
);

it('makes float32 of what an export has in float16, as merging all of it at once does', async () => {
  const options = {
    model: golden('pipelines/sd15-tiny-fp16'),
    prompt: 'a cat',
    loras: [{ source: lora('sd15-tiny/loras/kohya.safetensors') }],
  };
  const cache = await mkdtemp(join(folder, 'cache-'));
  const [apart, atOnce] = [await paint(cache, options), await paint(false, options)];
  expect((await keptWeights(cache)).size).toBe(2);
  expect(apart.every((value, i) => Math.abs(value - atOnce[i]!) <= 1)).toBe(true);
});
