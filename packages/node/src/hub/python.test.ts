import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseRepository } from '@overpaint/core/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { contentsOf, type HubReplica, startHubReplica } from '../testing/hub-replica.js';
import { hubSettings } from './hub-settings.js';
import { openRepository } from './open-repository.js';
import { storedModels } from './stored-models.js';

/** A Python that has huggingface_hub. .ci/run makes one; see CONTRIBUTING.md. */
const python = process.env['OVERPAINT_PYTHON'] ?? 'python3';
const has = spawnSync(python, ['-c', 'import huggingface_hub']).status === 0;
if (!has) {
  if (process.env['OVERPAINT_PYTHON']) throw new Error(`OVERPAINT_PYTHON (${python}) has no huggingface_hub.`);
  process.stderr.write('No Python with huggingface_hub: that the cache is shared with it is not tested.\n');
}

const model = fileURLToPath(new URL('../../../core/golden/pipelines/sd15-tiny/', import.meta.url));
const networks = contentsOf(model, (path) => path.startsWith('cases'));
const contents = { ...networks, 'README.md': new TextEncoder().encode('# Tiny\n') };

let replica: HubReplica;
let cache: string;
beforeAll(async () => {
  replica = await startHubReplica();
  replica.publish('owner/tiny', { contents });
});
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'overpaint-python-'));
  replica.requests.length = 0;
  replica.fault = undefined;
  return () => rm(cache, { recursive: true });
});
afterAll(() => replica.close());

const settings = () => hubSettings({ endpoint: replica.url, cache, token: false }, {});
const hash = async () => [];
const models = storedModels(settings, { hash, known: [] });

/** Runs Python, which prints JSON. */
async function runPython(code: string, variables: NodeJS.ProcessEnv = {}): Promise<unknown> {
  const env = {
    ...process.env,
    HF_ENDPOINT: replica.url,
    HF_HUB_CACHE: cache,
    HF_HUB_DISABLE_TELEMETRY: '1',
    ...variables,
  };
  const child = spawn(python, ['-c', `import json\nfrom huggingface_hub import *\n${code}`], { env });
  let out = '';
  let err = '';
  child.stdout.on('data', (data) => (out += data));
  child.stderr.on('data', (data) => (err += data));
  const status = await new Promise((resolve) => child.on('close', resolve));
  if (status !== 0) throw new Error(err);
  return JSON.parse(out);
}

/** What is here of the model, without a request. */
async function findHere() {
  replica.requests.length = 0;
  const { files } = await openRepository(parseRepository('owner/tiny')!, { settings: settings(), hash });
  const bytes: Record<string, boolean> = {};
  for (const path of Object.keys(networks)) bytes[path] = Buffer.from(await files.read(path)).equals(networks[path]!);
  expect(replica.requests).toEqual([]);
  return bytes;
}
const allRight = Object.fromEntries(Object.keys(networks).map((path) => [path, true]));

describe.runIf(has)('the cache that is shared with huggingface_hub', () => {
  it.each([
    ['snapshot_download', `snapshot_download('owner/tiny')`],
    [
      'snapshot_download of the networks',
      `snapshot_download('owner/tiny', allow_patterns=['*.json', '*.onnx', '*.txt'])`,
    ],
    ['hf_hub_download', `[hf_hub_download('owner/tiny', path) for path in ${JSON.stringify(Object.keys(networks))}]`],
  ])('is found without a request after %s', async (_, call) => {
    await runPython(`${call}\nprint('null')`);
    expect(await findHere()).toEqual(allRight);
    expect(await models.list()).toMatchObject([{ id: 'owner/tiny', complete: true }]);
    expect(await models.verify('owner/tiny')).toMatchObject({ whole: true, damaged: [] });
    replica.requests.length = 0;
    await models.pull('owner/tiny');
    expect(replica.requests.map(({ path }) => path)).toEqual(['/api/models/owner/tiny/revision/main']);
  });

  it('is found by Python without a request, which counts it as Overpaint does', async () => {
    const { folder, bytes } = await models.pull('owner/tiny');
    replica.requests.length = 0;
    const found = (await runPython(
      `folder = snapshot_download('owner/tiny', local_files_only=True)
files = [hf_hub_download('owner/tiny', path, local_files_only=True) for path in ${JSON.stringify(Object.keys(networks))}]
scan = scan_cache_dir()
repos = [[repo.repo_id, repo.size_on_disk, sorted(ref for revision in repo.revisions for ref in revision.refs)] for repo in scan.repos]
print(json.dumps({'folder': folder, 'files': files, 'warnings': [str(w) for w in scan.warnings], 'repos': repos}))`,
      { HF_HUB_OFFLINE: '1' },
    )) as { folder: string; files: string[]; warnings: string[]; repos: [string, number, string[]][] };
    expect(replica.requests).toEqual([]);
    expect(found.folder.startsWith(join(folder, 'snapshots'))).toBe(true);
    expect(found.files).toHaveLength(Object.keys(networks).length);
    expect(found.warnings).toEqual([]);
    expect(found.repos).toEqual([['owner/tiny', expect.any(Number), ['main']]]);
    expect(Math.abs(bytes - found.repos[0]![1])).toBeLessThan(10_000); // our list of files, and the ref
  });

  it('is completed by either with what the other left out', async () => {
    await models.pull('owner/tiny');
    replica.requests.length = 0;
    await runPython(`snapshot_download('owner/tiny')\nprint('null')`);
    const fetched = replica.requests.filter(({ method, path }) => method === 'GET' && path.includes('/resolve/'));
    expect(fetched.map(({ path }) => path.split('/').pop())).toEqual(['README.md']);
    expect(await findHere()).toEqual(allRight);
  });

  it('is right when both fetch at the same time', async () => {
    replica.fault = () => ({ slow: 1 });
    await Promise.all([
      runPython(`snapshot_download('owner/tiny')\nprint('null')`),
      models.pull('owner/tiny'),
      runPython(`snapshot_download('owner/tiny')\nprint('null')`),
    ]);
    expect(await findHere()).toEqual(allRight);
    expect(await models.verify('owner/tiny')).toMatchObject({ whole: true, damaged: [] });
  });
});
