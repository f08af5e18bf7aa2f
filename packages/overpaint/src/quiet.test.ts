import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentsOf, type HubReplica, startHubReplica } from '../../node/src/testing/hub-replica.js';
import { runApart, seesAddresses } from './testing/run-apart.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const photo = here('../../core/golden/pipelines/inputs/photo-64x64.png');
const { cases } = JSON.parse(await readFile(here('../../core/golden/faults/01-telemetry.json'), 'utf8')) as {
  cases: { name: string; program: 'cli' | 'module'; expect: { left: string[] } }[];
};

const [esm, cjs] = [here('../dist/index.js'), here('../dist/index.cjs')];
const load = {
  esm: `import * as overpaint from ${JSON.stringify(pathToFileURL(esm).href)};`,
  cjs: `const overpaint = require(${JSON.stringify(cjs)});`,
};
const paint = `overpaint.img2img({ image: ${JSON.stringify(photo)}, prompt: 'ink', size: 64, steps: 2, seed: 1 })`;
/** Lives on for a while, in which ONNX Runtime would ask for its maker's address. */
const linger = (seconds: number) => `await new Promise((resolve) => setTimeout(resolve, ${1000 * seconds}));`;
const inCommonJs = (body: string) => `(async () => { ${body} })();`;
/** Runs a text in a worker thread of the program's own. */
const inThread = (body: string, options = '{}') => `
  const { Worker, SHARE_ENV } = require('node:worker_threads');
  new Worker(${JSON.stringify(`${load.cjs} ${inCommonJs(body)}`)}, { eval: true, ...${options} });`;

const programs: Record<string, readonly [format: 'module' | 'commonjs', text: string]> = {
  'a picture painted by a module, in ESM': ['module', `${load.esm} await ${paint}; ${linger(4)}`],
  'a picture painted by a module, in CommonJS': ['commonjs', load.cjs + inCommonJs(`await ${paint}; ${linger(1)}`)],
  'detect() alone': ['module', `${load.esm} await overpaint.detect(); ${linger(1)}`],
  'loadModel() alone': ['module', `${load.esm} await overpaint.loadModel(); ${linger(1)}`],
  'loadModel() and warmup()': ['module', `${load.esm} await (await overpaint.loadModel()).warmup(); ${linger(1)}`],
  'plan() and inspectModel()': [
    'module',
    `${load.esm} await overpaint.plan({ image: ${JSON.stringify(photo)} }); await overpaint.inspectModel(); ${linger(0)}`,
  ],
  'both formats in one process': [
    'commonjs',
    `${load.cjs} ${inCommonJs(`await Promise.all([${paint}, import(${JSON.stringify(pathToFileURL(esm).href)}).then((overpaint) => ${paint})]); ${linger(1)}`)}`,
  ],
  'a worker thread of the program': ['commonjs', inThread(`await ${paint}; ${linger(1)}`)],
  'a worker thread with variables of its own': ['commonjs', inThread(`await ${paint}; ${linger(1)}`, '{ env: {} }')],
  "a worker thread that shares the program's variables": [
    'commonjs',
    inThread(`await ${paint}; ${linger(1)}`, '{ env: SHARE_ENV }'),
  ],
  'four worker threads at once': [
    'commonjs',
    inThread(`await ${paint}; ${linger(1)}`).repeat(1) +
      `
    for (let i = 0; i < 3; i++) { ${inThread(`await ${paint}; ${linger(1)}`)} }`,
  ],
  'a second worker thread after the first was disposed of': [
    'module',
    `${load.esm} await ${paint}; await overpaint.dispose(); await ${paint}; ${linger(1)}`,
  ],
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-quiet-'));
});
afterAll(() => rm(folder, { recursive: true }));

const run = (format: string, text: string, variables = {}) =>
  runApart([`--input-type=${format}`, '-e', text], variables);
const quiet = { status: 0, said: '', left: [], addresses: [] };

it.each(cases)('$name leaves no file and asks for no address', async ({ program, expect: { left } }) => {
  const outcome =
    program === 'cli'
      ? await runApart([
          here('../bin/overpaint.js'),
          photo,
          '-p',
          'ink',
          '--size',
          '64',
          '--steps',
          '2',
          '-o',
          join(folder, 'ink.png'),
        ])
      : await run(
          'module',
          `${load.esm} const { images } = await ${paint}; await images[0].save(${JSON.stringify(join(folder, 'module.png'))}); ${linger(1)}`,
        );
  expect(outcome).toMatchObject({ status: 0, left, addresses: [] });
});

it.each(Object.entries(programs))('%s leaves no file and asks for no address', async (_, [format, text]) => {
  expect(await run(format, text)).toEqual(quiet);
});

it.each([{ ORT_DISABLE_TELEMETRY: '0' }, { ORT_DISABLE_TELEMETRY: '', CI: 'false' }])(
  'says nothing where the program was started with %j',
  async (variables) => {
    expect(await run('module', `${load.esm} await ${paint}; ${linger(1)}`, variables)).toEqual(quiet);
  },
);

it("gives the program's variables back as they were", async () => {
  const told = `console.log(JSON.stringify([process.env.ORT_DISABLE_TELEMETRY, process.env.ORT_TELEMETRY_DISABLED]));`;
  const text = `${load.esm} ${told} await ${paint}; ${told} process.env.ORT_DISABLE_TELEMETRY = '0'; await overpaint.dispose(); await ${paint}; ${told}`;
  expect((await run('module', text)).said).toBe('[null,null]\n[null,null]\n["0",null]\n');
});

describe('commands', () => {
  const model = here('../../core/golden/pipelines/sd15-tiny/');
  let replica: HubReplica;
  beforeAll(async () => {
    replica = await startHubReplica();
    replica.publish('owner/tiny', { contents: contentsOf(model, (path) => path.startsWith('cases')) });
  });
  afterAll(() => replica.close());
  const command = (args: readonly string[], variables = {}) =>
    runApart([here('../bin/overpaint.js'), ...args], variables);

  it.each(
    [
      'models',
      'models list --json',
      'models recommend',
      'models verify',
      'models rm owner/name',
      'convert owner/name',
      'inspect',
      'styles',
      'schedulers',
      'detect',
      `plan ${photo} -p ink`,
    ].map((line) => [line]),
  )('%s asks for no address', async (line) => {
    expect((await command(line.split(' '))).addresses).toEqual([]);
  });

  it('turn to the hub that was named, and where it sends them, alone', async () => {
    const ports = [replica.url, replica.filesUrl].map((url) => new URL(url).port);
    const variables = { HF_ENDPOINT: replica.url, HF_TOKEN: '' };
    const { status, addresses } = await command(['models', 'pull', 'owner/tiny'], variables);
    expect(status).toBe(0);
    const known = ports.map((port) => `sin_port=htons(${port}), sin_addr=inet_addr("127.0.0.1")`);
    expect(addresses.filter((line) => !known.some((address) => line.includes(address)))).toEqual([]);
    if (seesAddresses) for (const address of known) expect(addresses.join('\n')).toContain(address);
  });

  it('ask nobody where nothing may be downloaded', async () => {
    const variables = { HF_ENDPOINT: replica.url, HF_HUB_OFFLINE: '1' };
    const outcome = await command([photo, '-m', 'owner/tiny', '-p', 'ink'], variables);
    expect(outcome).toMatchObject({ status: 1, addresses: [], said: expect.stringContaining('HF_HUB_OFFLINE') });
  });
});

it.runIf(seesAddresses)('would see an address that is asked for', async () => {
  const { addresses } = await run('commonjs', "require('node:dns').lookup('overpaint.invalid', () => {});");
  expect(addresses.join('\n')).toMatch(/sa_family=AF_/);
});
