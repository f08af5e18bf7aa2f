import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startS3Replica } from '../testing/s3-replica.js';
import { folderStore } from './folder-store.js';
import { s3Store } from './s3-store.js';

const folder = await mkdtemp(join(tmpdir(), 'overpaint-stores-'));
const replica = await startS3Replica();
const config = {
  endpoint: replica.endpoint,
  region: 'us-east-1',
  forcePathStyle: true,
  credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
};
afterAll(async () => {
  await replica.close();
  await rm(folder, { recursive: true });
});

describe.each([
  ['a folder', folderStore(folder)],
  ['a bucket', s3Store({ bucket: 'pictures', prefix: 'painted/', config })],
])('%s', (_, store) => {
  const bytes = (...numbers: number[]) => new Uint8Array(numbers);
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

  it('lets one of many win', async () => {
    const wins = await Promise.all(Array.from({ length: 10 }, (_, index) => store.write('one', bytes(index))));
    expect(wins.filter(Boolean)).toHaveLength(1);
    expect(await read('one')).toEqual([wins.indexOf(true)]);
  });
});

it('leaves no partial file behind, and uses the prefix', async () => {
  expect(await readdir(folder)).toEqual(['jobs', 'one']);
  expect([...replica.objects.keys()]).toEqual(['/pictures/painted/one']);
});

it('tells what a bucket refuses', async () => {
  const stranger = s3Store({
    bucket: 'pictures',
    config: { ...config, credentials: { accessKeyId: 'x', secretAccessKey: 'y' } },
  });
  await expect(stranger.read('one')).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(stranger.write('one', new Uint8Array(1))).rejects.toMatchObject({ name: 'AccessDenied' });
});
