import { monitorEventLoopDelay } from 'node:perf_hooks';
import { expect, it } from 'vitest';
import type { LogRecord } from './log.js';
import { fakeEngine } from './testing/fake-engine.js';
import { photo, startServer } from './testing/start-server.js';

const image = (await photo()).toString('base64');
const secret = 'a prompt that is nobody’s business';
const paint = (url: string, more: object = {}) =>
  fetch(`${url}/v1/img2img`, {
    method: 'POST',
    body: JSON.stringify({ image, prompt: secret, size: 64, steps: 1, ...more }),
  });

it('answers nothing but 200 and 429 under load, and goes on saying that it lives', { timeout: 60_000 }, async () => {
  await using server = await startServer({ limits: { requests: 8 } });
  await (await paint(server.url)).arrayBuffer(); // the model is open
  const until = performance.now() + 3000;
  const statuses = new Map<number, number>();
  const client = async () => {
    while (performance.now() < until) {
      const response = await paint(server.url);
      await response.arrayBuffer();
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      if (response.status === 429) await new Promise((resolve) => setTimeout(resolve, 100)); // less patient than it is told to be
    }
  };
  const looks: number[] = [];
  const look = async () => {
    while (performance.now() < until) {
      const began = performance.now();
      await (await fetch(`${server.url}/healthz`)).arrayBuffer();
      looks.push(performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  await Promise.all([look(), ...Array.from({ length: 50 }, client)]);
  delay.disable();

  expect([...statuses.keys()].sort()).toEqual([200, 429]);
  expect(statuses.get(200)).toBeGreaterThan(5);
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).toContain(`overpaint_paintings_total{model="mini",outcome="done"} ${statuses.get(200)! + 1}`);
  expect(metrics).toContain('overpaint_paintings{state="painting"} 0');
  expect(metrics).toContain('nodejs_eventloop_lag_p99_seconds');
  expect(metrics).not.toContain('business');
  process.stdout.write(
    `${JSON.stringify(Object.fromEntries(statuses))}, /healthz p99 ${percentile(looks, 0.99).toFixed(1)} ms, event loop p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms\n`,
  );
});

const percentile = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.min(Math.floor(share * values.length), values.length - 1)]!;

it('logs what was done, and what people write only where it is told to', async () => {
  for (const logPrompts of [false, true]) {
    const records: LogRecord[] = [];
    await using server = await startServer({ log: (record) => records.push(record), logPrompts }, fakeEngine().engine);
    await fetch(`${server.url}/v1/models`); // only a look
    await fetch(`${server.url}/nowhere/${secret}`);
    await paint(server.url);
    await paint(server.url, { steps: 1e6 });
    await expect.poll(() => records.length).toBe(4);
    expect(records).toMatchObject([
      { event: 'request', method: 'GET', route: 'none', status: 404 },
      { event: 'painting', model: 'dreamy', outcome: 'done', steps: 1 },
      { event: 'request', method: 'POST', route: '/v1/img2img', status: 200, seconds: expect.any(Number) },
      { event: 'request', method: 'POST', route: '/v1/img2img', status: 400 },
    ]);
    expect(JSON.stringify(records).includes(secret)).toBe(logPrompts);
  }
});

it('tells metrics to those with the token', async () => {
  await using server = await startServer({ token: 'a long secret' }, fakeEngine().engine);
  expect((await fetch(`${server.url}/metrics`)).status).toBe(401);
  const headers = { authorization: 'Bearer a long secret' };
  const response = await fetch(`${server.url}/metrics`, { headers });
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
});
