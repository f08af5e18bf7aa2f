import { expect, it } from 'vitest';
import { quick, runCli, workFolder } from '../../testing/run-cli.js';

async function ask(...args: string[]) {
  await using folder = await workFolder();
  const { status, stdout, stderr } = await runCli(args, folder);
  expect([status, stderr]).toEqual([0, '']);
  return stdout.toString();
}
const askJson = async (...args: string[]) => JSON.parse(await ask(...args, '--json'));

it('plans without painting', async () => {
  const text = await ask('plan', 'photo.jpg', '-p', 'ink drawing', '--seed', '7', ...quick);
  expect(text).toMatch(/^picture +96 × 64 → 64 × 43/m);
  expect(text).toMatch(/^steps +2 of 2, 2 network calls/m);
  expect(await askJson('plan', 'photo.jpg', '-p', 'ink drawing', '--seed', '7', ...quick)).toMatchObject([
    { input: 'photo.jpg', plan: { seed: 7, stepsRun: 2, size: { width: 64, height: 43 } } },
  ]);
});

it('inspects the embedded model, and any folder', async () => {
  expect(await ask('inspect')).toMatch(/^unet {2}unet\/model\.onnx, /m);
  expect(await askJson('inspect')).toMatchObject({ id: '@overpaint/model-mini', family: 'instruct-pix2pix' });
});

it('answers a model that is not there with status 1', async () => {
  await using folder = await workFolder();
  const { status, stderr } = await runCli(['inspect', './nowhere'], folder);
  expect([status, stderr]).toEqual([1, expect.stringContaining('does not exist')]);
});

it('lists schedulers', async () => {
  expect(await ask('schedulers')).toMatch(/^euler-ancestral +1 call a step, draws noise/m);
  const names = (await askJson('schedulers')).map(({ name }: { name: string }) => name);
  expect(names).toEqual(expect.arrayContaining(['ddim', 'euler', 'dpmpp-2m', 'lcm']));
});

it('lists styles in groups, all of them or the ones named', async () => {
  expect(await ask('styles')).toMatch(/^painting\n(.*\n)*? {2}watercolor +\S/m);
  expect(await ask('styles', 'Oil_Painting')).toMatch(/^painting\n {2}oil-painting +.*\n$/);
  expect((await askJson('styles')).length).toBeGreaterThanOrEqual(90);
});

it('suggests the nearest style', async () => {
  await using folder = await workFolder();
  const { status, stderr } = await runCli(['styles', 'watercolr'], folder);
  expect([status, stderr]).toEqual([2, expect.stringContaining('Did you mean "watercolor"?')]);
});

it('lists the models that can be named', async () => {
  expect(await askJson('models')).toEqual([
    { id: '@overpaint/model-mini', folder: expect.stringContaining('model-mini'), embedded: true },
  ]);
});

it('says what the machine can do', async () => {
  expect(await askJson('detect')).toMatchObject({ backend: 'node', providers: expect.arrayContaining(['cpu']) });
});

it('prints the recipe of a picture', async () => {
  await using folder = await workFolder();
  await runCli(['photo.jpg', '-p', 'ink drawing', '--seed', '5', '-o', 'out.jpg', ...quick], folder);
  const { stdout } = await runCli(['recipe', 'out.jpg'], folder);
  expect(JSON.parse(stdout.toString())).toMatchObject({ seed: 5, prompt: { given: 'ink drawing' } });
});

it('knows its version and explains itself', async () => {
  expect(await ask('--version')).toMatch(/^\d+\.\d+\.\d+/);
  expect(await ask('--help')).toContain('overpaint photo.jpg -p "watercolor painting"');
});
