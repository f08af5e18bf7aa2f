import { readdirSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  distanceTo,
  golden,
  keptWeights,
  loraModels,
  paintWith as paint,
  readLoraCase,
} from './testing/lora-models.js';

// What is kept of large networks is kept of these too.
vi.mock('./graph-cache.js', async (original) => {
  const module = await original<typeof import('./graph-cache.js')>();
  const graphCache: typeof module.graphCache = (options) => module.graphCache({ ...options, minimumBytes: 0 });
  return { ...module, graphCache };
});

const lora = (path: string) => golden(`loras/${path}`);

let folder: string;
let models: Record<string, string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-weights-'));
  models = await loraModels(['sd15-tiny', 'sdxl-tiny', 'sd3-tiny', 'flux-tiny'], folder);
});
afterAll(() => rm(folder, { recursive: true }));

const newCache = () => mkdtemp(join(folder, 'cache-'));

/** Of each way to change a weight, and of each family, some. All cases are painted without a cache in loras.test.ts. */
const [ways, families] = [
  /dora-columns$|every-kind|full-and-norms$|sgm|lcm|locon|tucker$|lokr-dora|three|unknown/,
  /kohya$/,
];

describe.each([
  ['sd15-tiny', 'sd15-tiny', ways],
  ['sd15-tiny', 'dynamo', /every-kind|two/],
  ['sdxl-tiny', 'sdxl-tiny', ways],
  ['sd3-tiny', 'sd3-tiny', families],
  ['flux-tiny', 'flux-tiny', families],
])(
  'opens a set from the cache and paints what diffusers paints with LoRAs of %s, exported as %s',
  (cases, model, names) => {
    let cache: string;
    beforeAll(async () => {
      cache = await newCache();
    });
    it.each(readdirSync(lora(`${cases}/cases`)).filter((name) => names.test(name)))('%s', async (name) => {
      const at = lora(`${cases}/cases/${name}`);
      const options = { ...(await readLoraCase(at)).options, model: models[model]! };
      const before = await keptWeights(cache).catch(() => new Map());
      const first = await paint(cache, options);
      const kept = await keptWeights(cache);
      expect([...kept.keys()].some((path) => !before.has(path))).toBe(true);
      expect(await paint(cache, options)).toEqual(first);
      expect(await keptWeights(cache)).toEqual(kept);
      expect(await distanceTo(join(at, 'image-0.png'), first)).toBeLessThanOrEqual(1);
    });
  },
);

const loras = [{ source: lora('sd15-tiny/loras/kohya.safetensors') }];

it('merges what the optimiser of an export left otherwise while the network is opened, as ever', async () => {
  const options = { model: models['fused']!, prompt: 'a cat', loras };
  expect(await paint(await newCache(), options)).toEqual(await paint(false, options));
});

it.each([
  ['with a float16 export', { model: golden('pipelines/sd15-tiny-fp16'), prompt: 'a cat' }],
  ['beside another edit', { model: golden('pipelines/sd15-tiny'), prompt: 'a cat', clipSkip: 1 }],
])('keeps a set %s', async (_, options) => {
  const cache = await newCache();
  const without = await paint(false, { ...options, loras });
  for (let time = 0; time < 2; time++) {
    const with_ = await paint(cache, { ...options, loras });
    expect(with_.every((one, i) => Math.abs(one - without[i]!) <= 1)).toBe(true);
  }
  expect((await keptWeights(cache)).size).toBe(2);
});

it('keeps each set once, beside what is kept of the plain networks, and reads nothing of another', async () => {
  const cache = await newCache();
  const model = models['sd15-tiny']!;
  const call = (weight: number) => ({ model, prompt: 'a cat', loras: [{ ...loras[0]!, weight }] });
  const plain = await paint(cache, { model, prompt: 'a cat' });
  const graphs = await readdir(join(cache, 'graphs'));
  const half = await paint(cache, call(0.5));
  const whole = await paint(cache, call(1));
  expect(half).not.toEqual(whole);
  expect(await paint(cache, call(0.5))).toEqual(half);
  expect(await paint(cache, call(1))).toEqual(whole);
  expect(await paint(cache, { model, prompt: 'a cat' })).toEqual(plain);
  const kept = await keptWeights(cache);
  expect(kept.size).toBe(4); // text encoder and UNet, two sets
  expect(await readdir(join(cache, 'graphs'))).toHaveLength(graphs.length + 4);
});

it('takes no more of the disk than the weights that change', async () => {
  const cache = await newCache();
  await paint(cache, { model: models['sd15-tiny']!, prompt: 'a cat', loras });
  for (const [path, { size }] of await keptWeights(cache)) {
    const places = JSON.parse(await readFile(join(path, '../places.json'), 'utf8')) as { length: number }[];
    const weights = places.reduce((sum, { length }) => sum + length, 0);
    expect(size - weights).toBeLessThan(4096 * places.length); // each begins with a page
  }
});

it('makes an entry anew that is cut off or damaged', async () => {
  const cache = await newCache();
  const options = { model: models['sd15-tiny']!, prompt: 'a cat', loras };
  const painted = await paint(cache, options);
  const [path = ''] = (await keptWeights(cache)).keys();
  const places = join(path, '../places.json');
  const { size } = await stat(places);
  for (const damage of [
    () => truncate(path, 100),
    () => rm(path),
    () => writeFile(places, 'x'.repeat(size)),
    () => writeFile(places, `[]${' '.repeat(size - 2)}`),
  ]) {
    await damage();
    expect(await paint(cache, options)).toEqual(painted);
    expect((await stat(path)).size).toBeGreaterThan(100);
    expect(JSON.parse(await readFile(places, 'utf8')).length).toBeGreaterThan(0);
  }
});

it('finds weights that are links, as in a hub’s cache, and writes nothing into the model’s folder', async () => {
  const repository = await mkdtemp(join(folder, 'models--owner--name-'));
  const blobs = join(repository, 'blobs');
  await mkdir(blobs);
  const snapshot = join(repository, 'snapshots/main');
  let count = 0;
  for (const entry of await readdir(models['sd15-tiny']!, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || path.includes('cases')) continue;
    const blob = join(blobs, `${count++}`);
    await cp(path, blob);
    const place = join(snapshot, path.slice(models['sd15-tiny']!.length));
    await mkdir(join(place, '..'), { recursive: true });
    await symlink(blob, place);
  }
  const before = await Promise.all((await readdir(blobs)).map((name) => stat(join(blobs, name))));
  const cache = await newCache();
  const options = { prompt: 'a cat', loras };
  const painted = await paint(cache, { ...options, model: snapshot });
  expect(painted).toEqual(await paint(false, { ...options, model: models['sd15-tiny']! }));
  expect((await keptWeights(cache)).size).toBe(2);
  const after = await Promise.all((await readdir(blobs)).map((name) => stat(join(blobs, name))));
  expect(after.map(({ ctimeMs, nlink }) => [ctimeMs, nlink])).toEqual(before.map((one) => [one.ctimeMs, one.nlink]));
  expect((await readdir(join(cache, 'graphs'))).filter((name) => basename(name).endsWith('.partial'))).toEqual([]);
});
