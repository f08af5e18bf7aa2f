import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { contentsOf, type HubReplica, startHubReplica } from '../../../../../node/src/testing/hub-replica.js';
import { runCli, workFolder } from '../../../testing/run-cli.js';

const model = fileURLToPath(new URL('../../../../../core/golden/pipelines/sd15-tiny/', import.meta.url));
const contents = contentsOf(model, (path) => path.startsWith('cases'));
const half = Object.fromEntries(
  Object.entries(contents).map(([path, bytes]) => [path.replace('.onnx', '_fp16.onnx'), bytes]),
);

let replica: HubReplica;
let home: string;
beforeAll(async () => {
  replica = await startHubReplica();
  replica.publish('owner/tiny', { contents });
  replica.publish('owner/precisions', { contents: { ...contents, ...half, 'model.safetensors': new Uint8Array(9) } });
  replica.publish('owner/research', { contents, licence: 'sai-nc-community' });
  replica.publish('owner/torch', { contents: { 'unet/model.safetensors': new Uint8Array(9) } });
});
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'overpaint-models-'));
  replica.requests.length = 0;
  return () => rm(home, { recursive: true });
});
afterAll(() => replica.close());

const run = async (...args: string[]) => {
  await using folder = await workFolder();
  const env = { HF_HOME: home, XDG_CONFIG_HOME: home, HF_ENDPOINT: replica.url, HF_TOKEN: '', HF_HUB_CACHE: '' };
  const { status, stdout, stderr } = await runCli(args, { ...folder, env });
  return { status, out: stdout.toString(), err: stderr, json: () => JSON.parse(stdout.toString()) };
};
const hub = () => join(home, 'hub');

it('pulls, lists, verifies and removes', async () => {
  const pulled = await run('models', 'pull', 'owner/tiny');
  expect([pulled.status, pulled.out]).toEqual([
    0,
    expect.stringMatching(/^owner\/tiny {2}\S+ [kM]B {2}.*models--owner--tiny\n$/),
  ]);
  expect(pulled.err).toMatch(/^owner\/tiny at [0-9a-f]{12}: \S+ [kM]B to fetch$/m);
  expect((await run('models', '--json')).json()).toMatchObject([
    { embedded: true },
    { id: 'owner/tiny', complete: true, embedded: false },
  ]);
  expect((await run('models', 'list')).out).toContain('owner/tiny');
  expect((await run('models', 'verify')).out).toMatch(/owner\/tiny {2}\d+ files, .*: whole/);

  const blobs = join(hub(), 'models--owner--tiny', 'blobs');
  const [blob] = (await readdir(blobs)).filter((name) => name.length === 64);
  await writeFile(join(blobs, blob!), 'damaged');
  const verified = await run('models', 'verify', 'owner/tiny', '--json');
  expect([verified.status, verified.json()]).toMatchObject([
    1,
    [{ whole: false, damaged: [expect.stringContaining('.onnx')] }],
  ]);
  replica.requests.length = 0;
  expect((await run('models', 'pull', 'owner/tiny', '--json')).json()).toMatchObject([
    { id: 'owner/tiny', complete: true },
  ]);
  expect(replica.requests.filter(({ host, range }) => host === 'files' && range === undefined)).toHaveLength(1);
  expect((await run('models', 'verify', '--json')).json()).toMatchObject([{ whole: true }]);

  expect(await run('models', 'rm', 'owner/tiny')).toMatchObject({ status: 0, out: 'owner/tiny\n' });
  expect(await run('models', 'rm', 'owner/tiny')).toMatchObject({
    status: 1,
    err: expect.stringContaining('not among the downloads'),
  });
  expect(await readdir(hub())).toEqual(['.locks']);
});

it('fetches one precision of several, and no weights of PyTorch', async () => {
  await run('models', 'pull', 'owner/precisions:fp16');
  const [commit] = await readdir(join(hub(), 'models--owner--precisions', 'snapshots'));
  const files = await readdir(join(hub(), 'models--owner--precisions', 'snapshots', commit!), { recursive: true });
  expect(files.filter((path) => /onnx|safetensors/.test(path)).every((path) => path.endsWith('_fp16.onnx'))).toBe(true);
  expect(await run('models', 'pull', 'owner/precisions:fp17')).toMatchObject({
    status: 1,
    err: expect.stringContaining('fp32, fp16'),
  });
});

it('asks once for licences that forbid commercial use', async () => {
  const refused = await run('models', 'pull', 'owner/research');
  expect(refused).toMatchObject({
    status: 1,
    err: expect.stringMatching(/sai-nc-community.*forbids commercial use.*owner\/research/),
  });
  expect(replica.requests.filter(({ host, range }) => host === 'files' && range === undefined)).toEqual([]);
  expect((await run('models', 'pull', 'owner/research', '--accept-licence')).status).toBe(0);
  await run('models', 'rm', 'owner/research');
  expect(await run('models', 'pull', 'owner/research')).toMatchObject({
    status: 0,
    err: expect.not.stringContaining('forbids'),
  });
});

it('goes on with the others when one cannot be pulled, and tells each', async () => {
  const { status, err, json } = await run('models', 'pull', 'owner/tinny', 'owner/torch', 'owner/tiny', '--json');
  expect(status).toBe(1);
  expect(json()).toMatchObject([
    { id: 'owner/tinny', code: 'MODEL_NOT_FOUND' },
    { id: 'owner/torch', code: 'UNSUPPORTED' },
    { id: 'owner/tiny', complete: true },
  ]);
  expect(err).toContain('optimum-cli export onnx');
});

it('paints, plans and inspects by name; a plan fetches no network', async () => {
  const asked = ['-m', 'owner/tiny', '-p', 'ink', '--size', '64', '--steps', '2'];
  const planned = (await run('plan', 'photo.jpg', ...asked, '--json')).json();
  expect(planned[0].plan.downloadBytes).toBeGreaterThan(100_000);
  expect((await run('inspect', 'owner/tiny', '--json')).json()).toMatchObject({
    id: 'owner/tiny',
    family: 'stable-diffusion',
  });
  expect(replica.requests.filter(({ host, range }) => host === 'files' && range === undefined)).toEqual([]);
  expect(await run('photo.jpg', ...asked, '-o', 'out.png')).toMatchObject({ status: 0 });
  replica.requests.length = 0;
  expect(await run('photo.jpg', ...asked, '-o', 'out.png')).toMatchObject({ status: 0 });
  expect(replica.requests).toEqual([]);
});

it('recommends models, and tells how others are exported', async () => {
  const { out } = await run('models', 'recommend');
  expect(out).toMatch(/^onnx-community\/stable-diffusion-v1-5-ONNX {2}\(default\)$/m);
  expect(out).toContain('no commercial use');
  expect((await run('models', 'recommend', '--json')).json()).toHaveLength(14);
  expect((await run('convert', 'owner/name')).out).toBe(
    'pip install "optimum-onnx[onnxruntime]" diffusers\noptimum-cli export onnx --model owner/name models/name\n',
  );
  expect((await run('convert', 'dreamy.safetensors', 'models/dreamy')).out).toContain(
    'dreamy.safetensors models/dreamy-torch',
  );
});
