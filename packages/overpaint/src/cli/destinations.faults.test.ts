import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeModel } from '../../../core/src/testing/make-model.js';
import { type DestinationCase, destinationCases } from '../testing/destination-cases.js';
import { runCli } from '../testing/run-cli.js';
import { sourceNameCases } from '../testing/source-name-cases.js';

const golden = fileURLToPath(new URL('../../../core/golden/', import.meta.url));
const photo = await readFile(join(golden, 'pipelines/inputs/photo-64x64.png'));
const { cases } = JSON.parse(await readFile(join(golden, 'faults/12-files-and-destinations.json'), 'utf8')) as {
  cases: DestinationCase[];
};
const quick = ['-p', 'ink', '--strength', '0', '--size', '32'];
const other = Buffer.from('somebody’s');

let origin: string;
let models: string;
let requests: string[] = [];
const server = createServer((request, response) => {
  requests.push(request.url!);
  response.end(request.url!.includes('missing') ? '' : photo);
});
const urls: Record<string, string> = {};
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  models = await mkdtemp(join(tmpdir(), 'overpaint-models-'));
  const second = await sharp(photo).negate().png().toBuffer();
  Object.assign(urls, {
    DATA: `data:image/png;base64,${photo.toString('base64')}`,
    DATA2: `data:image/png;base64,${second.toString('base64')}`,
    BASE: join(golden, 'pipelines/sd15-tiny'),
    BROKEN: await makeModel(join(models, 'broken'), { edits: [{ op: 'truncate', component: 'unet' }] }),
  });
});
afterAll(async () => {
  server.close();
  await rm(models, { recursive: true });
});

it.each([...cases, ...destinationCases(), ...sourceNameCases()])('$name', async ({ expect: right, ...given }) => {
  const cwd = await mkdtemp(join(tmpdir(), 'overpaint-files-'));
  requests = [];
  try {
    const put = async (name: string, bytes: Uint8Array) => {
      await mkdir(dirname(join(cwd, name)), { recursive: true });
      await writeFile(join(cwd, name), bytes);
    };
    for (const name of given.folders ?? []) await mkdir(join(cwd, name), { recursive: true });
    for (const name of given.files ?? []) await put(name, photo);
    for (const name of given.others ?? []) await put(name, other);
    for (const [name, to] of Object.entries(given.links ?? {})) await symlink(to, join(cwd, name));
    const before = await readdir(cwd, { recursive: true, withFileTypes: true });
    const args = given.args.map((arg) => urls[arg] ?? arg.replace('ORIGIN', origin).replace('FOLDER', cwd));
    const { status, stdout, stderr } = await runCli([...args, ...(given.bare ? [] : quick)], {
      cwd,
      ...(given.stdin && { stdin: photo }),
    });

    const files = (await readdir(cwd, { recursive: true, withFileTypes: true })).filter(
      (entry) => !entry.isDirectory(),
    );
    const made = files.filter(
      ({ name, parentPath }) => !before.some((entry) => entry.name === name && entry.parentPath === parentPath),
    );
    expect([right.status ?? 0].flat(), stderr).toContain(status);
    for (const name of right.kept ?? []) {
      const now = await readFile(join(cwd, name));
      expect(now.equals(given.others?.includes(name) ? other : photo), `${name} is what it was`).toBe(true);
    }
    for (const name of right.written ?? []) {
      const metadata = await sharp(await readFile(join(cwd, name))).metadata();
      expect(Math.max(metadata.width, metadata.height), name).toBe(32);
    }
    if (right.pictures !== undefined) expect(made.map(({ name }) => name)).toHaveLength(right.pictures);
    if (right.message !== undefined) expect(stdout + stderr).toMatch(new RegExp(right.message));
    if (right.requests !== undefined) expect(requests).toHaveLength(right.requests);
    for (const { name } of made) expect(name).not.toMatch(/\.partial$/);
    for (const entry of await readdir(cwd)) expect(right.absent ?? []).not.toContain(entry);
  } finally {
    await rm(cwd, { recursive: true });
  }
});

it('finds a name for each of several runs at once', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'overpaint-files-'));
  await writeFile(join(cwd, 'a.png'), photo);
  const runs = await Promise.all([1, 2, 3].map(() => runCli(['a.png', ...quick], { cwd })));
  expect(runs.map(({ status }) => status)).toEqual([0, 0, 0]);
  const names = ['a-overpaint-2.png', 'a-overpaint-3.png', 'a-overpaint.png'];
  expect(runs.map(({ stdout }) => stdout.toString().trim()).sort()).toEqual(names);
  expect((await readdir(cwd)).sort()).toEqual([...names, 'a.png'].sort());
  await rm(cwd, { recursive: true });
});
