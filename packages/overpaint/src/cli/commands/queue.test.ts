import type { ChildProcess } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startRedis } from '../../../../queue/src/testing/start-redis.js';
import { runCli, workFolder } from '../../testing/run-cli.js';

let redis: Awaited<ReturnType<typeof startRedis>>;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

/** A command that runs until it is told to stop; `said` is what it says once it is ready. */
function start(args: readonly string[], options: Parameters<typeof runCli>[1], ready: RegExp) {
  let child: ChildProcess;
  let ended!: ReturnType<typeof runCli>;
  const said = new Promise<string>((resolve, reject) => {
    ended = runCli(args, {
      ...options,
      watch: (all, process) => {
        child = process;
        const [found] = ready.exec(all) ?? [];
        if (found !== undefined) resolve(found);
      },
    });
    void ended.then(({ stderr }) => reject(new Error(stderr)));
  });
  return { said, stop: () => (child.kill('SIGTERM'), ended), ended };
}

it('serves what a worker paints, and both end what they have begun', { timeout: 90_000 }, async () => {
  await using folder = await workFolder();
  const worker = start(['worker', '--queue', redis.url, '--store', 'jobs'], folder, /.*"event":"ready".*/);
  expect(JSON.parse(await worker.said)).toMatchObject({ models: ['mini'] });
  // The address may hold a password: it is a variable as well.
  const env = { OVERPAINT_QUEUE: redis.url };
  const server = start(['serve', '--port', '0', '--store', 'jobs'], { ...folder, env }, /http:\S+/);
  const url = await server.said;
  const models = (await (await fetch(`${url}/v1/models`)).json()) as { data: { id: string }[] };
  expect(models.data.map(({ id }) => id)).toEqual(['mini']);

  const image = await readFile(folder.path('photo.jpg'), 'base64');
  const body = JSON.stringify({ image, prompt: 'ink', size: 64, steps: 2, seed: 7 });
  const paint = () => fetch(`${url}/v1/img2img`, { method: 'POST', body });
  const first = (await (await paint()).json()) as { seed: number; images: object[] };
  expect([first.seed, first.images.length]).toEqual([7, 1]);
  expect(await readdir(folder.path('jobs'))).toEqual(['jobs', 'store-id']);

  const last = paint();
  await expect
    .poll(async () => (await fetch(`${url}/metrics`)).text(), { interval: 10 })
    .toMatch(/state="painting"} 1|outcome="done"} 2/);
  const stopping = server.stop();
  expect((await last).status).toBe(200);
  expect((await stopping).status).toBe(0);
  const { status, stderr } = await worker.stop();
  expect(status).toBe(0);
  expect(stderr.match(/"event":"job".*"outcome":"done"/g)).toHaveLength(2);
});

it.each([
  ['no queue', ['worker'], 2, '--queue: expected'],
  ['a queue that is no Redis', ['worker', '--queue', 'http://127.0.0.1'], 2, 'Expected an address such as redis:'],
  ['models that workers serve', ['serve', '--queue', 'redis://127.0.0.1:1', '-m', 'a=b'], 2, '--model belongs to'],
])('refuses %s', async (_, args, status, message) => {
  await using folder = await workFolder([]);
  const ended = await runCli(args, folder);
  expect(ended.stderr).toContain(message);
  expect(ended.stderr).not.toMatch(/^ {4}at /m);
  expect(ended.status).toBe(status);
});

it.each([['worker'], ['serve']])('%s says what is to be installed where there is no queue', async (command) => {
  await using folder = await workFolder([]);
  const hook = `export const resolve = (name, context, next) => next(name === '@overpaint/queue' ? 'not-installed' : name, context)`;
  const asUrl = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;
  const register = `import { register } from 'node:module'; register(${JSON.stringify(asUrl(hook))});`;
  const env = { NODE_OPTIONS: `--import ${asUrl(register)}` };
  const { status, stderr } = await runCli([command, '--queue', redis.url], { ...folder, env });
  expect([status, stderr]).toEqual([1, 'A queue needs a package of its own: npm install @overpaint/queue\n']);
});
