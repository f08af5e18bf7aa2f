import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { runCli, workFolder } from '../../testing/run-cli.js';

it.each([
  ['a host for others without a token', ['--host', '0.0.0.0'], 2, 'token: expected a token'],
  ['a model without a place', ['-m', 'dreamy='], 2, 'Expected NAME=SOURCE'],
  ['a model that is not there', ['-m', 'dreamy=./dreamy'], 1, 'expected a model folder'],
  ['a port that is none', ['--port', '70000'], 2, 'Expected a whole number from 0 to 65535'],
])('refuses %s', async (_, args, status, message) => {
  await using folder = await workFolder([]);
  const ended = await runCli(['serve', '--port', '0', ...args], folder);
  expect(ended.stderr).toContain(message);
  expect(ended.stderr).not.toMatch(/^ {4}at /m);
  expect([ended.status, ended.stdout.length]).toEqual([status, 0]);
});

it('answers until it is told to stop, and logs lines of JSON', async () => {
  await using folder = await workFolder([]);
  let asked = false;
  const { status, stdout, stderr } = await runCli(['serve', '--port', '0', '-m', '@overpaint/model-mini'], {
    ...folder,
    env: { OVERPAINT_TOKEN: 'a long secret' },
    watch: async (said, child) => {
      const [url] = /http:\S+/.exec(said) ?? [];
      if (url === undefined || asked) return;
      asked = true;
      await fetch(`${url}/v1/models`);
      child.kill('SIGTERM');
    },
  });
  expect([status, String(stdout)]).toEqual([0, expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\n$/)]);
  const [line = ''] = stderr.split('\n');
  expect(JSON.parse(line)).toMatchObject({ event: 'request', method: 'GET', route: '/v1/models', status: 401 });
});

it('is the only command that loads the server', async () => {
  const built = await readFile(new URL('../../../dist/cli/main.js', import.meta.url), 'utf8');
  expect(built.match(/.*@overpaint\/server.*/g)?.map((line) => line.includes('await import('))).toEqual([true]);
});
