import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { allCommands, createProgram } from '../../packages/overpaint/src/cli/program.js';
import { startRedis } from '../../packages/queue/src/testing/start-redis.js';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
let cwd: string;
let redis: Awaited<ReturnType<typeof startRedis>>;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'overpaint-queue-example-'));
  redis = await startRedis();
});
afterAll(async () => {
  await redis.stop();
  await rm(cwd, { recursive: true, force: true });
});

it('paints four pictures by two workers, which end well', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [here('paint.mjs'), redis.url, 'pictures'], { cwd });
  expect(stdout.match(/done: /g)).toHaveLength(4);
  const names = ['bird-ink.png', 'bird-oil-painting.png', 'bird-pencil-sketch.png', 'bird-watercolor.png'];
  expect((await readdir(cwd)).sort()).toEqual([...names, 'pictures']);
});

/** Whether the command line takes it; nothing is run. */
async function expectCommand([program, ...words]: string[]): Promise<void> {
  expect(program).toBe('overpaint');
  const cli = createProgram({ version: '0', done: () => {} });
  for (const each of allCommands(cli)) each.action(() => {}).configureOutput({ writeErr: () => {} });
  await cli.parseAsync(words, { from: 'user' });
}

it('has a compose file whose services, volumes and commands are there', async () => {
  const { services, volumes } = parse(await readFile(here('compose.yaml'), 'utf8'));
  for (const { build, image, command, depends_on: before = [], volumes: mounts = [] } of Object.values<any>(services)) {
    expect([build, image].filter(Boolean)).toHaveLength(1);
    if (build) await expectCommand(command);
    for (const name of before) expect(services).toHaveProperty(name);
    for (const mount of mounts) expect(volumes).toHaveProperty(mount.split(':')[0]);
  }
});

it('has manifests for Kubernetes whose names fit together', async () => {
  const documents = parseAllDocuments(await readFile(here('kubernetes.yaml'), 'utf8'));
  expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
  const resources: any[] = documents.map((document) => document.toJS());
  expect(resources.map(({ kind }) => kind)).toEqual(['PersistentVolumeClaim', 'Deployment', 'Deployment', 'Service']);
  const [claim, worker, server, service] = resources;
  for (const { spec } of [worker, server]) {
    const { metadata, spec: pod } = spec.template;
    expect(spec.selector.matchLabels).toEqual(metadata.labels);
    const [container] = pod.containers;
    await expectCommand(container.command);
    expect(pod.volumes[0].persistentVolumeClaim.claimName).toBe(claim.metadata.name);
    expect(container.volumeMounts[0].name).toBe(pod.volumes[0].name);
  }
  expect(service.spec.selector).toEqual(server.spec.template.metadata.labels);
  expect(service.spec.ports[0].targetPort).toBe(server.spec.template.spec.containers[0].ports[0].containerPort);
});
