import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hubSettings } from './hub/hub-settings.js';
import { openModelFiles } from './open-model.js';

const hash = async () => [];
const hub = hubSettings({ offline: true, cache: join(tmpdir(), 'overpaint-no-such-cache') });
const open = (source: string | undefined, defaultModel = 'model-of-tests') =>
  openModelFiles(source, { defaultModel, hash, hub });
const before = process.cwd();
let folder: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'overpaint-open-')));
  const write = async (path: string, content: unknown) => {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), JSON.stringify(content));
  };
  await write('models/dreamy/model_index.json', {});
  await write('node_modules/model-of-tests/package.json', { name: 'model-of-tests', overpaint: { model: './model' } });
  await write('node_modules/model-of-tests/model/model_index.json', {});
  await write('node_modules/@scope/model/package.json', { name: '@scope/model', overpaint: { model: 'model' } });
  await write('node_modules/@scope/model/model/model_index.json', {});
  await write('node_modules/no-model/package.json', { name: 'no-model' });
  process.chdir(folder);
});
afterAll(async () => {
  process.chdir(before);
  await rm(folder, { recursive: true });
});

it('opens folders by relative, dotted and absolute path and by URL', async () => {
  const path = join(folder, 'models/dreamy');
  for (const source of ['models/dreamy', './models/dreamy', path, pathToFileURL(path).href]) {
    expect(await open(source)).toMatchObject({ id: 'dreamy', location: path });
  }
});

it('opens installed packages, also as the default', async () => {
  expect(await open('model-of-tests')).toMatchObject({
    id: 'model-of-tests',
    location: join(folder, 'node_modules/model-of-tests/model'),
  });
  expect(await open('@scope/model')).toMatchObject({ id: '@scope/model' });
  expect(await open(undefined)).toMatchObject({ id: 'model-of-tests' });
  expect(await open(undefined, join(folder, 'models/dreamy'))).toMatchObject({ id: 'dreamy' });
});

it('knows packages that it is told of', async () => {
  const packages = { '@other/model': pathToFileURL(join(folder, 'models/dreamy')) };
  const files = await openModelFiles('@other/model', { defaultModel: 'none', packages, hash, hub });
  expect(files).toMatchObject({ id: '@other/model', location: join(folder, 'models/dreamy') });
});

it.each([
  ['dreamy', 'MODEL_NOT_FOUND', /folder .*dreamy, a package dreamy/],
  ['./models/none', 'MODEL_NOT_FOUND', /models\/none.*does not exist/],
  [
    'models/none',
    'OFFLINE',
    /models\/none is not in .*overpaint-no-such-cache, .* no folder .*models\/none and no package/,
  ],
  ['owner/name@v1', 'OFFLINE', /owner\/name@v1/],
  ['owner/name:fp17', 'INVALID_ARGUMENT', /fp32, fp16/],
  ['@scope/none', 'MODEL_NOT_FOUND', /@scope\/none/],
  ['no-model', 'MODEL_INVALID', /"overpaint": \{ "model"/],
  ['', 'MODEL_NOT_FOUND', /empty/],
])('says what was tried for %j', async (source, code, message) => {
  const failure = open(source);
  await expect(failure).rejects.toMatchObject({ code });
  await expect(failure).rejects.toThrow(message);
});

it('says how to get the default model when it is not there', async () => {
  await expect(open(undefined, '@overpaint/none')).rejects.toThrow(/npm install @overpaint\/none/);
});
