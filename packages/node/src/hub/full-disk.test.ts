import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseRepository } from '@overpaint/core/platform';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type HubReplica, startHubReplica } from '../testing/hub-replica.js';
import { hubSettings } from './hub-settings.js';
import { openRepository } from './open-repository.js';

/** A disk with so much room, of which the system tells so much. */
const disk = vi.hoisted(() => ({ room: Number.POSITIVE_INFINITY, told: Number.POSITIVE_INFINITY }));
vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof import('node:fs/promises')>();
  return {
    ...fs,
    statfs: async (path: string) => {
      const facts = await fs.statfs(path);
      return Number.isFinite(disk.told) ? { ...facts, bsize: 1, bavail: disk.told } : facts;
    },
    open: async (...args: Parameters<typeof fs.open>) => {
      const handle = await fs.open(...args);
      const append = handle.appendFile.bind(handle);
      handle.appendFile = async (data, options) => {
        disk.room -= (data as Uint8Array).length;
        if (disk.room < 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
        return append(data, options);
      };
      return handle;
    },
  };
});

const large = 'unet/model.onnx';
const contents = { [large]: new Uint8Array(4_000_000).fill(7) };
let replica: HubReplica;
let cache: string;
beforeAll(async () => {
  replica = await startHubReplica();
  replica.publish('owner/large', { contents });
});
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'overpaint-full-'));
  replica.requests.length = 0;
  return () => rm(cache, { recursive: true });
});
afterAll(() => replica.close());

const open = async () => {
  const settings = { ...hubSettings({ endpoint: replica.url, cache, token: false }, {}), pause: 5 };
  return (await openRepository(parseRepository('owner/large')!, { settings, hash: async () => [] })).files;
};

it('looks for room before it asks for anything, and says how much is missing', async () => {
  const files = await open();
  replica.requests.length = 0;
  disk.told = 3_000_000;
  await expect(files.fetch([large])).rejects.toMatchObject({
    code: 'STORAGE',
    message: expect.stringMatching(/4 MB are to be fetched into .*only 3 MB are free.*HF_HUB_CACHE/),
  });
  expect(replica.requests).toEqual([]);
  disk.told = Number.POSITIVE_INFINITY;
  await files.fetch([large]);
});

it('keeps what fitted when the disk fills on the way, and goes on once there is room', async () => {
  const files = await open();
  disk.room = 1_000_000;
  await expect(files.fetch([large])).rejects.toMatchObject({
    code: 'STORAGE',
    message: expect.stringContaining('the disk is full'),
  });
  expect(
    (await readdir(join(cache, 'models--owner--large', 'blobs'))).every((name) => name.endsWith('.incomplete')),
  ).toBe(true);
  disk.room = Number.POSITIVE_INFINITY;
  replica.requests.length = 0;
  await files.fetch([large]);
  expect(replica.fetched(large).map(({ range }) => range)).toEqual([expect.stringMatching(/^bytes=\d{4,}-$/)]);
  expect((await files.read(large)).length).toBe(4_000_000);
});
