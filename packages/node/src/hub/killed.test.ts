import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildModule } from '../testing/build-module.js';
import { contentsOf, type HubReplica, startHubReplica } from '../testing/hub-replica.js';
import { isUnfinished } from '../unfinished.js';
import { hubSettings } from './hub-settings.js';

// Processes that are killed without warning while they download, two at a time, and those that come after them.
const model = fileURLToPath(new URL('../../../core/golden/pipelines/sd15-tiny/', import.meta.url));
const contents = contentsOf(model, (path) => path.startsWith('cases'));
const kills = 100;

let replica: HubReplica;
let root: string;
let built: Awaited<ReturnType<typeof buildModule>>;
beforeAll(async () => {
  built = await buildModule('hub/stored-models');
  replica = await startHubReplica();
  replica.publish('owner/tiny', { contents });
  root = await mkdtemp(join(tmpdir(), 'overpaint-killed-'));
});
afterAll(async () => {
  await replica.close();
  await rm(built.folder, { recursive: true });
  await rm(root, { recursive: true });
});

/** A process that fetches the model into a cache. */
function pull(cache: string) {
  const settings = { ...hubSettings({ endpoint: replica.url, cache, token: false }, {}), pause: 5 };
  const code = `${built.imports.esm('storedModels')}
    const models = storedModels(() => (${JSON.stringify(settings)}), { hash: async () => [], known: [] });
    const { complete } = await models.pull('owner/tiny');
    if (!complete) throw new Error('not complete');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data) => (said += data));
  const ended = new Promise<{ killed: boolean; said: string }>((resolve) =>
    child.on('close', (status, signal) => resolve({ killed: signal === 'SIGKILL', said: status === 0 ? '' : said })),
  );
  return { kill: () => child.kill('SIGKILL'), ended };
}

const hashOf = (name: string, bytes: Uint8Array) =>
  name.length === 64
    ? createHash('sha256').update(bytes).digest('hex')
    : createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');

/** Files that are whole under their final names. Whatever has such a name must be. */
async function wholeFiles(cache: string): Promise<Set<string>> {
  const folder = join(cache, 'models--owner--tiny');
  const whole = new Set<string>();
  for (const name of await readdir(join(folder, 'blobs')).catch((): string[] => [])) {
    if (name.includes('.')) continue;
    expect(hashOf(name, await readFile(join(folder, 'blobs', name)))).toBe(name);
    whole.add(name);
  }
  const snapshots = await readdir(join(folder, 'snapshots'), { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of snapshots) {
    if (entry.isDirectory() || isUnfinished(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const inside = path.slice(join(folder, 'snapshots').length + 42);
    expect((await readFile(path)).equals(contents[inside]!), inside).toBe(true);
  }
  return whole;
}

/** Requests for a file's content, by its hash. */
const askedFor = (hashes: ReadonlySet<string>) => {
  const byPath = Object.entries(contents).map(([path, bytes]) => [path, hashOf('0'.repeat(40), bytes)] as const);
  return replica.requests.filter(
    ({ method, path, range }) =>
      method === 'GET' &&
      !/-\d+$/.test(range ?? '') && // headers of graphs are read by ranges that end
      (hashes.has(path.slice(-64)) ||
        byPath.some(([file, git]) => hashes.has(git) && path.endsWith(`/resolve/${file}`))),
  );
};

it(`is right after ${kills} kills at random moments, fetches nothing twice that was whole, and leaves nothing half`, async () => {
  let killed = 0;
  let cache = await mkdtemp(join(root, 'cache-'));
  while (killed < kills) {
    const before = await wholeFiles(cache);
    replica.requests.length = 0;
    let begun = () => {};
    const asked = new Promise<void>((resolve) => (begun = resolve));
    replica.fault = () => {
      begun();
      return { slow: 2 };
    };
    const children = [pull(cache), pull(cache)];
    await Promise.race([asked, ...children.map(({ ended }) => ended)]);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 500));
    for (const child of children) child.kill();
    const outcomes = await Promise.all(children.map(({ ended }) => ended));
    expect(outcomes.map(({ said }) => said).filter((said) => said !== '')).toEqual([]);
    killed += outcomes.filter((outcome) => outcome.killed).length;
    expect(askedFor(before)).toEqual([]);
    await wholeFiles(cache);
    if (outcomes.some((outcome) => !outcome.killed)) cache = await mkdtemp(join(root, 'cache-')); // done: from the start again
  }
  replica.fault = undefined;
  expect(await pull(cache).ended).toEqual({ killed: false, said: '' });
  expect((await wholeFiles(cache)).size).toBeGreaterThan(4);
  const left = await readdir(join(cache, 'models--owner--tiny', 'blobs'));
  expect(left.filter((name) => name.includes('.'))).toEqual([]);
}, 300_000);

it('is fetched once by two processes at the same time', async () => {
  const cache = await mkdtemp(join(root, 'cache-'));
  replica.requests.length = 0;
  replica.fault = () => ({ slow: 2 });
  const ended = await Promise.all([pull(cache), pull(cache), pull(cache)].map((child) => child.ended));
  expect(ended.map(({ said }) => said)).toEqual(['', '', '']);
  const times = new Map<string, number>();
  for (const { path } of askedFor(await wholeFiles(cache))) times.set(path, (times.get(path) ?? 0) + 1);
  expect([...times].filter(([, count]) => count > 1)).toEqual([]);
}, 120_000);
