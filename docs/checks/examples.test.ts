import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { contentsOf, type HubReplica, startHubReplica } from '../../packages/node/src/testing/hub-replica.js';
import { type Example, findExamples, placeOf, root } from './examples.js';
import { photo, runExample, whyNotRun } from './run-example.js';
import { typeErrors } from './type-errors.js';

const programs = findExamples().filter(({ language }) => /^[tj]sx?$/.test(language));
const runnable = programs.filter((example) => whyNotRun(example) === undefined);

const { folder, embedded, remove } = await vi.hoisted(async () => (await import('./run-example.js')).exampleFolder());
vi.mock('@overpaint/model-mini', () => ({ modelId: '@overpaint/model-mini', modelFolder: embedded }));

it('compiles every example', () => {
  expect([...typeErrors(programs).values()].flat()).toEqual([]);
});

it('parses every JSON block', () => {
  const blocks = findExamples().filter(({ language }) => language === 'json');
  expect(blocks.filter(({ code }) => !isJson(code)).map(placeOf)).toEqual([]);
});

describe('runs every example that needs nothing of its reader', () => {
  const here = process.cwd();
  let replica: HubReplica;

  beforeAll(async () => {
    process.chdir(folder);
    // The repository that examples name, and a cache of its own for it.
    replica = await startHubReplica();
    const model = join(root, 'packages/core/golden/pipelines/sd15-tiny');
    replica.publish('owner/name', { contents: contentsOf(model, (path) => path.startsWith('cases')) });
    const variables = { HF_ENDPOINT: replica.url, HF_HUB_CACHE: join(folder, 'hub'), HF_TOKEN: '' };
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    for (const level of ['log', 'warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => {});
    const { img2img } = await import('overpaint');
    const { images } = await img2img({ image: photo, prompt: 'watercolor painting' });
    await images[0].save('bird-watercolor.png');
  });
  afterAll(async () => {
    const { dispose } = await import('overpaint');
    await dispose();
    await replica.close();
    vi.unstubAllEnvs();
    process.chdir(here);
    await remove();
  });

  it.each(runnable.map((example): [string, Example] => [placeOf(example), example]))('%s', (_, example) =>
    runExample(example, folder),
  );
});

it('runs most of them', () => {
  const reasons = programs.flatMap((example) => whyNotRun(example) ?? []);
  process.stdout.write(`Examples: ${programs.length} compiled, ${runnable.length} run.\n`);
  for (const reason of reasons)
    expect(reason).toMatch(/^declare |^imports (@overpaint\/(web|presets\/lm)|vite|ai$|@xenova|\.\/)/);
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
