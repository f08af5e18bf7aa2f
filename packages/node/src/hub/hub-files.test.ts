import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DownloadEvent, isOverpaintError, type ModelFiles, StorageError } from '@overpaint/core';
import { parseRepository } from '@overpaint/core/platform';
import { describeModelFiles, modelFilesContents } from '@overpaint/core/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, type HubReplica, type ReplicaRequest, startHubReplica } from '../testing/hub-replica.js';
import { type HubOptions, type HubSettings, hubSettings } from './hub-settings.js';
import { openRepository } from './open-repository.js';

const graph = 'unet/model.onnx';
const weights = 'unet/model.onnx_data';
const bytesOf = (path: string) => modelFilesContents[path]!;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const hash = (paths: readonly string[]) => Promise.all(paths.map(async (path) => sha256(await readFile(path))));

let replica: HubReplica;
let root: string;
let cache: string;
beforeAll(async () => {
  replica = await startHubReplica();
  root = await mkdtemp(join(tmpdir(), 'overpaint-hub-'));
  replica.publish('owner/suite', { contents: modelFilesContents });
});
beforeEach(async () => {
  cache = await mkdtemp(join(root, 'cache-'));
  replica.requests.length = 0;
});
afterEach(() => {
  replica.fault = undefined;
});
afterAll(async () => {
  await replica.close();
  await rm(root, { recursive: true });
});

const settings = (options: HubOptions = {}, more: Partial<HubSettings> = {}): HubSettings => ({
  ...hubSettings({ endpoint: replica.url, cache, attempts: 3, ...options }, {}),
  pause: 5,
  timeout: 1000,
  ...more,
});
const open = async (source = 'owner/suite', options?: HubOptions, more?: Partial<HubSettings>): Promise<ModelFiles> =>
  (await openRepository(parseRepository(source)!, { settings: settings(options, more), hash, known: ['owner/suite'] }))
    .files;
/** Buffers compare at once, where a matcher walks from byte to byte. */
const isWhole = async (files: ModelFiles, path: string) =>
  expect((await contentOf(files, path)).equals(bytesOf(path)), path).toBe(true);
const contentOf = async (files: ModelFiles, path: string) => readFile((await files.locate(path)) as string);
const blobs = async () => {
  const folder = join(cache, 'models--owner--suite', 'blobs');
  return (await readdir(folder).catch((): string[] => [])).sort();
};
/** A fault of the first answers to requests for a file's content, headers left out. */
const first =
  (path: string, fault: Fault, times = 1) =>
  (request: ReplicaRequest, nth: number) =>
    request.host === 'files' && request.path.endsWith(sha256(bytesOf(path))) && nth <= times ? fault : undefined;

describeModelFiles({ describe, it }, 'a hub repository in Node', () => open(), {
  remote: true,
  sha256,
  bytesAt: async (located) => readFile(located as string),
});
describeModelFiles(
  { describe, it },
  'a hub repository in Node, from servers without ranges',
  () => {
    replica.fault = () => ({ noRange: true });
    return open();
  },
  { remote: true, sha256, bytesAt: async (located) => readFile(located as string) },
);

describe('what is here', () => {
  it('is used without a request, also by a new process, also offline', async () => {
    await (await open()).fetch([graph, weights]);
    const [commit] = await readdir(join(cache, 'models--owner--suite', 'snapshots'));
    replica.requests.length = 0;
    for (const options of [{}, { offline: true }]) {
      const files = await open('owner/suite', options);
      await isWhole(files, graph);
      expect((await files.list()).filter(({ present }) => present).map(({ path }) => path)).toEqual([graph, weights]);
    }
    await isWhole(await open(`owner/suite@${commit}`, { offline: true }), graph);
    expect(replica.requests).toEqual([]);
  });

  it('has the names that huggingface_hub gives it', async () => {
    const files = await open();
    await files.fetch([graph]);
    await files.read('model_index.json');
    const folder = join(cache, 'models--owner--suite');
    const commit = await readFile(join(folder, 'refs', 'main'), 'utf8');
    expect((await readdir(join(folder, 'snapshots', commit), { recursive: true })).sort()).toEqual(
      ['model_index.json', 'unet', graph].sort(),
    );
    const index = bytesOf('model_index.json');
    const git = createHash('sha1').update(`blob ${index.length}\0`).update(index).digest('hex');
    expect(await blobs()).toEqual([sha256(bytesOf(graph)), git].sort());
  });

  it('stays at its commit until it is renewed; what did not change is not fetched again', async () => {
    replica.publish('owner/moving', { contents: modelFilesContents });
    const fetchAll = async (files: ModelFiles) => files.fetch([graph, weights]);
    await fetchAll(await open('owner/moving'));
    const changed = { ...modelFilesContents, [weights]: new Uint8Array(10) };
    const commit = replica.publish('owner/moving', { contents: changed });
    expect(await contentOf(await open('owner/moving'), weights)).toHaveLength(70_000);
    replica.requests.length = 0;
    const name = parseRepository('owner/moving')!;
    const renewed = await openRepository(name, { settings: settings(), hash, renew: true });
    expect(renewed.commit).toBe(commit);
    await fetchAll(renewed.files);
    expect(await contentOf(renewed.files, weights)).toHaveLength(10);
    expect(replica.fetched(graph)).toEqual([]);
  });

  it('has to do where the hub cannot be reached', async () => {
    await open(); // listed, nothing fetched
    replica.fault = () => ({ status: 503 });
    expect((await (await open()).list()).every(({ present }) => !present)).toBe(true);
    await expect(open('owner/other')).rejects.toMatchObject({ code: 'DOWNLOAD', status: 503 });
    await expect(open('owner/other', { offline: true })).rejects.toMatchObject({ code: 'OFFLINE' });
  });

  it('is linked by a second name or copied where the system makes no links', async () => {
    const files = await open('owner/suite', {}, { links: false });
    await files.fetch([graph]);
    const location = (await files.locate(graph)) as string;
    await isWhole(files, graph);
    expect((await readdir(join(location, '..'), { withFileTypes: true }))[0]!.isSymbolicLink()).toBe(false);
  });

  it('is fetched once for many callers, two processes among them', async () => {
    replica.fault = () => ({ slow: 2 });
    const [a, b] = await Promise.all([open(), open()]);
    await Promise.all([a.fetch([graph]), a.fetch([graph]), b.fetch([graph])]);
    expect(replica.fetched(graph)).toHaveLength(1);
  });
});

describe('what goes wrong on the way', () => {
  const fetched = async (path = graph, attempts = 3) => {
    const events: DownloadEvent[] = [];
    const files = await open('owner/suite', { attempts });
    await files.fetch([path], { onDownload: (event) => void events.push(event) });
    await isWhole(files, path);
    expect(events.at(-1)).toMatchObject({ loaded: bytesOf(path).length, total: bytesOf(path).length });
    const loaded = events.map((event) => event.loaded);
    expect(loaded).toEqual([...loaded].sort((x, y) => x - y));
    expect((await blobs()).filter((name) => name.includes('incomplete'))).toEqual([]);
    return replica.fetched(path).map(({ range }) => range);
  };
  const failure = async (work: () => Promise<unknown>) => {
    const error = await work().then(
      () => new Error('nothing failed'),
      (error: Error) => error,
    );
    if (!isOverpaintError(error)) throw error;
    return error as Error & { code: string; status?: number; url?: string };
  };

  it.each([0, 1, 63, 64, 1000, 65_536, 299_999])('goes on after a cut behind %d bytes', async (cut) => {
    replica.fault = first(graph, { cut });
    const [from, again] = await fetched();
    expect(from).toBeUndefined();
    // What the connection held when it broke may be lost with it.
    expect(Number(again?.slice('bytes='.length, -1) ?? 0)).toBeLessThanOrEqual(cut);
  });

  it('goes on after cuts at many places, as long as something comes each time', async () => {
    replica.fault = first(graph, { cut: 20_000 }, 14);
    expect(await fetched()).toHaveLength(15);
  });

  it('gives up what brings nothing, and keeps what came', async () => {
    replica.fault = first(graph, { cut: 100_000 }, 1);
    const until = replica.fault;
    replica.fault = (request, nth) => until(request, nth) ?? (request.host === 'files' ? { cut: 0 } : undefined);
    expect(await failure(() => fetched())).toMatchObject({ code: 'DOWNLOAD', resumable: true });
    replica.fault = undefined;
    replica.requests.length = 0;
    expect(await fetched()).toEqual([expect.stringMatching(/^bytes=\d{4,6}-$/)]);
  });

  it('goes on after a stall', async () => {
    replica.fault = first(graph, { stall: 5000 });
    expect(await fetched()).toEqual([undefined, 'bytes=5000-']);
  });

  it('begins again where the server knows no ranges', async () => {
    replica.fault = (request, nth) =>
      request.host === 'files' ? { noRange: true, ...(nth === 1 && { cut: 1000 }) } : undefined;
    expect((await fetched()).length).toBe(2);
  });

  it('reads what comes compressed though nobody asked for it', async () => {
    replica.fault = first(graph, { gzip: true });
    await fetched();
  });

  it.each([429, 500, 502, 503, 408])('waits after an answer %d', async (status) => {
    replica.fault = first(graph, { status, headers: { 'retry-after': '0' } }, 2);
    expect(await fetched()).toHaveLength(3);
  });

  it('asks again after as many seconds as the server says', async () => {
    replica.fault = first(graph, { status: 429, headers: { 'retry-after': '1' } });
    const began = performance.now();
    await fetched();
    expect(performance.now() - began).toBeGreaterThan(990);
  });

  it('survives storms of 429, on both hosts', async () => {
    replica.fault = (_, nth) => (nth % 2 === 0 ? undefined : { status: 429, headers: { 'retry-after': '0' } });
    await fetched(graph, 6);
  });

  it('tells of a server that stays busy, or wants to be left alone for long', async () => {
    replica.fault = first(graph, { status: 429 }, 99);
    expect(await failure(() => fetched())).toMatchObject({ code: 'DOWNLOAD', status: 429 });
    replica.fault = first(graph, { status: 503, headers: { 'retry-after': '4000' } }, 99);
    expect((await failure(() => fetched())).message).toContain('4000 seconds');
  });

  it('refuses wrong bytes, keeps none of them, and fetches right ones afterwards', async () => {
    replica.fault = first(graph, { wrongByte: 150_000 }, 99);
    expect(await failure(() => fetched())).toMatchObject({ code: 'MODEL_INTEGRITY' });
    expect(await blobs()).toEqual([]);
    replica.fault = undefined;
    await fetched();
  });

  it('begins anew by itself where bytes of an earlier attempt are wrong', async () => {
    replica.fault = first(graph, { wrongByte: 10, cut: 100_000 });
    const until = replica.fault;
    replica.fault = (request, nth) =>
      until(request, nth) ?? (nth < 5 ? first(graph, { cut: 0 }, 99)(request, nth) : undefined);
    await failure(() => fetched()); // and with it the process
    replica.fault = undefined;
    replica.requests.length = 0;
    expect(await fetched()).toEqual([expect.stringMatching(/^bytes=\d{4,6}-$/), undefined]);
  });

  it('refuses wrong bytes of small files, which only git names', async () => {
    replica.fault = ({ path }) => (path.endsWith('merges.txt') ? { wrongByte: 3 } : undefined);
    expect(await failure(async () => (await open()).read('tokenizer/merges.txt'))).toMatchObject({
      code: 'MODEL_INTEGRITY',
    });
  });

  it.each([
    ['fewer', 1000],
    ['more', 300_100],
  ])('refuses %s bytes than the hub told', async (_, length) => {
    replica.fault = first(graph, { length }, 99);
    expect(await failure(() => fetched())).toMatchObject({
      code: 'MODEL_INTEGRITY',
      message: expect.stringContaining('300000 bytes'),
    });
  });

  it('refuses a page in place of the file, and in place of the list', async () => {
    replica.fault = first(graph, { html: true }, 99);
    expect((await failure(() => fetched())).message).toContain('HTML page');
    replica.fault = ({ path }) => (path.startsWith('/api/') ? { html: true } : undefined);
    expect((await failure(() => open('owner/suite@main', { cache: join(cache, 'none') }))).message).toContain(
      'list of files',
    );
  });

  it('refuses a part that is not the one that was asked for', async () => {
    replica.fault = (request, nth) =>
      request.host === 'files' ? (nth === 1 ? { cut: 500 } : { shifted: true }) : undefined;
    expect(await failure(() => fetched())).toMatchObject({ code: 'MODEL_INTEGRITY' });
  });

  it('tells that nobody answers', async () => {
    const gone = await startHubReplica();
    await gone.close();
    const nowhere = gone.url;
    const error = await failure(() => open('owner/suite', { endpoint: nowhere, cache: join(cache, 'none') }));
    expect(error).toMatchObject({ code: 'DOWNLOAD', message: expect.stringContaining('refuses connections') });
  });

  it('is a storage error where nothing can be written', async () => {
    const files = await open();
    await rm(join(cache, 'models--owner--suite', 'blobs'), { recursive: true, force: true });
    const { writeFile } = await import('node:fs/promises');
    await writeFile(join(cache, 'models--owner--suite', 'blobs'), 'a file in its place');
    await expect(files.fetch([graph])).rejects.toBeInstanceOf(StorageError);
  });
});

describe('who may read', () => {
  const account = 'hf_account';
  beforeAll(() => {
    replica.publish('owner/gated', { contents: modelFilesContents, gated: true, accepted: [account] });
    replica.publish('owner/hidden', { contents: modelFilesContents, private: true, accepted: [account] });
  });
  const fetchFrom = async (source: string, token: string | false) => (await open(source, { token })).fetch([graph]);

  it('is told by a token, which no other host is sent', async () => {
    await fetchFrom('owner/gated', account);
    await fetchFrom('owner/hidden', account);
    const asked = (host: string) => replica.requests.filter((request) => request.host === host);
    expect(asked('hub').every(({ authorization }) => authorization === `Bearer ${account}`)).toBe(true);
    expect(asked('files')).toHaveLength(2);
    expect(asked('files').every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  it.each([
    ['owner/gated', false, 'DOWNLOAD', 401, /terms at http:.*\/owner\/gated to be accepted.*HF_TOKEN/],
    ['owner/gated', 'hf_other', 'DOWNLOAD', 403, /account that has not done so/],
    ['owner/hidden', false, 'MODEL_NOT_FOUND', undefined, /owner\/hidden.*private.*HF_TOKEN/],
    ['owner/siute', false, 'MODEL_NOT_FOUND', undefined, /Did you mean "owner\/suite"\?/],
    ['owner/suite@v9', false, 'MODEL_NOT_FOUND', undefined, /no branch, tag or commit "v9"/],
  ])('says of %s with the token %j what to do', async (source, token, code, status, message) => {
    const failure = fetchFrom(source, token as string | false);
    await expect(failure).rejects.toMatchObject({ code, ...(status && { status }) });
    await expect(failure).rejects.toThrow(message);
  });
});
