import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { enqueue } from '../enqueue.js';
import { startS3Replica } from '../testing/s3-replica.js';
import { slowEngine } from '../testing/slow-engine.js';
import { hasMoto, startMoto } from '../testing/start-moto.js';
import { startRedis } from '../testing/start-redis.js';
import { createWorker } from '../worker.js';
import { folderStore } from './folder-store.js';
import { s3Store } from './s3-store.js';
import type { Store } from './store.js';
import { storeId } from './store-id.js';
import { storeOf } from './store-of.js';

const folder = await mkdtemp(join(tmpdir(), 'overpaint-stores-'));
const replica = await startS3Replica();
const redis = await startRedis();
const config = {
  endpoint: replica.endpoint,
  region: 'us-east-1',
  forcePathStyle: true,
  credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
};
const moto = hasMoto ? await startMoto('pictures') : undefined;
afterAll(async () => {
  await moto?.close();
  await replica.close();
  await redis.stop();
  await rm(folder, { recursive: true });
});
afterEach(() => vi.unstubAllEnvs());

const bytes = (...numbers: number[]) => new Uint8Array(numbers);
const bucket = { bucket: 'pictures', prefix: 'painted/' };

const stores: [string, Store][] = [
  ['a folder', folderStore(folder)],
  ['a bucket', s3Store({ ...bucket, config })],
];
const endpoints: [string, string][] = [['the replica', replica.endpoint]];
if (moto) {
  stores.push(['a bucket of moto', s3Store({ ...bucket, config: moto.config })]);
  endpoints.push(['moto', moto.config.endpoint]);
}

describe.each(stores)('%s', (name, store) => {
  const read = async (key: string) => [...((await store.read(key)) ?? [])];

  it('keeps what was written first, unless it is to be replaced, and forgets what is removed', async () => {
    expect(await store.read('jobs/a/1.png')).toBeUndefined();
    expect(await store.write('jobs/a/1.png', bytes(1, 2, 3))).toBe(true);
    expect(await store.write('jobs/a/1.png', bytes(4))).toBe(false);
    expect(await read('jobs/a/1.png')).toEqual([1, 2, 3]);
    expect(await store.write('jobs/a/1.png', bytes(5), { replace: true })).toBe(true);
    expect(await read('jobs/a/1.png')).toEqual([5]);
    await store.remove('jobs/a/1.png');
    await store.remove('jobs/a/1.png');
    expect(await store.read('jobs/a/1.png')).toBeUndefined();
  });

  it('gives back what is large, and what is empty', async () => {
    const large = Uint8Array.from({ length: 3_000_000 }, (_, index) => index % 251);
    await store.write('jobs/b/large', large);
    expect(Buffer.compare((await store.read('jobs/b/large'))!, large)).toBe(0);
    await store.write('jobs/b/empty', bytes());
    expect(await read('jobs/b/empty')).toEqual([]);
    for (const key of ['large', 'empty']) await store.remove(`jobs/b/${key}`);
  });

  // moto looks whether a key is there and writes it in two steps.
  it.skipIf(name.includes('moto'))('lets one of many win', async () => {
    const wins = await Promise.all(Array.from({ length: 10 }, (_, index) => store.write('one', bytes(index))));
    expect(wins.filter(Boolean)).toHaveLength(1);
    expect(await read('one')).toEqual([wins.indexOf(true)]);
  });

  it('is known by the same text to all who see it', async () => {
    const id = await storeId(store);
    expect(id).toMatch(/^[\da-f-]{36}$/);
    expect(await storeId(store)).toBe(id);
    await store.remove('store-id');
    expect(await storeId(store)).not.toBe(id);
    await store.remove('store-id');
  });

  it('carries a job from one machine to another', async () => {
    const { engine, painted } = slowEngine();
    const queued = { connection: redis.url, store, name: encodeURIComponent(name) };
    const worker = await createWorker({ ...queued, engine, signals: false });
    const control = { net: 'canny', image: bytes(4) };
    const job = await enqueue({ ...queued, jobId: 'carried', image: bytes(1, 2), seed: 7, controls: [control] });
    const [first] = (await job.result()).images;
    expect(Buffer.from(first!.bytes).toString()).toBe('\u0001\u0002undefined 7');
    expect(painted.map(({ controls }) => [...controls![0]!.image!])).toEqual([[4]]);
    await worker.close();
    const key = `jobs/carried/0-${createHash('sha256').update(first!.bytes).digest('hex').slice(0, 16)}.png`;
    expect(Buffer.compare((await store.read(key))!, first!.bytes)).toBe(0);
    expect(await read('jobs/carried/source-1')).toEqual([]);
    for (const each of [key, 'jobs/carried/result.json', 'store-id']) await store.remove(each);
  });
});

it('leaves no partial file behind, and uses the prefix', async () => {
  expect(await readdir(folder)).toEqual(['jobs', 'one']);
  expect([...replica.objects.keys()]).toEqual(['/pictures/painted/one']);
});

it('lists a folder', async () => {
  const store = folderStore(folder);
  await store.write('jobs/c/a.png', bytes(1));
  const listed = [];
  for await (const file of store.list!('jobs')) listed.push(file);
  expect(listed).toEqual([{ key: 'jobs/c/a.png', written: expect.any(Number) }]);
  expect(Math.abs(Date.now() - listed[0]!.written)).toBeLessThan(60_000);
  for await (const file of store.list!('nothing')) throw new Error(file.key);
});

describe.each(endpoints)('an address, at %s', (_, endpoint) => {
  it.each([
    ['s3://pictures', ''],
    ['s3://pictures/', ''],
    ['s3://pictures/by/name', 'by/name/'],
    ['s3://pictures/by/name/', 'by/name/'],
  ])('%s is a bucket with its prefix', async (address, prefix) => {
    vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
    vi.stubEnv('AWS_REGION', 'us-east-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'key');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    const store = storeOf(address);
    await store.write('named', bytes(7));
    const beside = s3Store({ bucket: 'pictures', config: { ...config, endpoint } });
    expect(await beside.read(`${prefix}named`)).toEqual(bytes(7));
    await store.remove('named');
    expect(await beside.read(`${prefix}named`)).toBeUndefined();
  });
});

it.each(['gs://pictures', 's3://', 's3:///pictures', 'https://example.com'])('%s is no store', (address) => {
  expect(() => storeOf(address)).toThrow(/^store: expected a folder, or s3:/);
});

it('tells what a bucket refuses', async () => {
  const stranger = s3Store({
    bucket: 'pictures',
    config: { ...config, credentials: { accessKeyId: 'x', secretAccessKey: 'y' } },
  });
  await expect(stranger.read('one')).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(stranger.write('one', bytes(1))).rejects.toMatchObject({ name: 'AccessDenied' });
});

it.skipIf(!moto)('tells of moto’s that a bucket is not there', async () => {
  const nowhere = s3Store({ bucket: 'nowhere', config: moto!.config });
  await expect(nowhere.read('one')).rejects.toMatchObject({ name: 'NoSuchBucket' });
});
