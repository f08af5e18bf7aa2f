import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readEvents } from './public/read-events.js';

interface Told {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

const program = fileURLToPath(new URL('server.mjs', import.meta.url));
const small = 'prompt=pencil+sketch&size=64&steps=2&seed=7';
const long = 'prompt=pencil+sketch&size=384&steps=50&initStrength=0.35';
let server: ChildProcess;
let url: string;
let photo: Buffer;

beforeEach(async () => {
  photo = await sharp({ create: { width: 96, height: 64, channels: 3, background: '#c96' } })
    .jpeg()
    .toBuffer();
  const env = { ...process.env, PORT: '0', MAX_UPLOAD: '10kb', MAX_WAITING: '1' };
  server = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const died = once(server, 'exit').then(([status]) => Promise.reject(new Error(`The server ended with ${status}.`)));
  died.catch(() => {}); // later it ends as it should
  const [line] = await Promise.race([once(server.stdout!, 'data'), died]);
  url = String(line).trim();
});
afterEach(async () => {
  if (server.exitCode !== null) return;
  server.kill('SIGTERM');
  await once(server, 'exit');
});

const post = (query: string, { body = photo as Uint8Array, signal = new AbortController().signal } = {}) =>
  fetch(`${url}/paint?${query}`, { method: 'POST', body, signal });
const eventsOf = (response: Response): AsyncGenerator<Told> => readEvents(response.body);

async function allEvents(response: Response) {
  const events: Told[] = [];
  for await (const event of eventsOf(response)) events.push(event);
  return events;
}

/** Reads until an event of the type; the stream stays open. */
async function until(events: AsyncGenerator<Told>, type: string) {
  for (;;) {
    const { value, done } = await events.next();
    if (done) throw new Error(`The stream ended before "${type}".`);
    if (value.type === type) return value;
  }
}

it('serves the page and the styles', async () => {
  expect(await (await fetch(url)).text()).toContain('<form id="form">');
  expect(await (await fetch(`${url}/styles`)).json()).toContain('watercolor');
});

it('paints and tells each step', async () => {
  const response = await post(small);
  expect(response.headers.get('content-type')).toBe('text/event-stream');

  const events = await allEvents(response);
  expect(events[0]).toMatchObject({ type: 'step', data: { index: 1 } });
  expect(events.at(-1)).toMatchObject({ type: 'done', data: { width: 64, height: 43, seed: 7 } });
  const png = Buffer.from(events.at(-1)!.data['png'] as string, 'base64');
  expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 64, height: 43 });
});

it.each([
  ['no picture', small, Buffer.from('no picture'), 415, 'IMAGE_DECODE'],
  ['an empty upload', small, Buffer.alloc(0), 415, 'IMAGE_DECODE'],
  ['an option that is no number', 'initStrength=much', undefined, 400, 'INVALID_ARGUMENT'],
  ['an unknown style', 'style=watercolour', undefined, 400, 'INVALID_ARGUMENT'],
  ['too large an upload', small, Buffer.alloc(20_000), 413, 'REQUEST'],
])('refuses %s', async (_, query, body, status, code) => {
  const response = await post(query, body && { body });

  expect(await response.json()).toEqual({ error: { code, message: expect.stringMatching(/\w/) } });
  expect(response.status).toBe(status);
});

it('lets a second request wait, refuses a third, and stops what nobody waits for', async () => {
  const leaving = new AbortController();
  const first = eventsOf(await post(long, { signal: leaving.signal }));
  await until(first, 'step');
  const { remainingSeconds } = (await until(first, 'step')).data; // the first step warms up, this one counts

  const second = eventsOf(await post(small));
  expect(await until(second, 'queued')).toMatchObject({ data: { position: 1 } });
  const third = await post(small);
  expect(third.status).toBe(503);
  expect(third.headers.get('retry-after')).toBe('60');

  const left = performance.now();
  leaving.abort();
  await expect(first.next()).rejects.toThrow(/abort/i);
  expect(await until(second, 'done')).toMatchObject({ data: { seed: 7 } });
  expect((performance.now() - left) / 1000).toBeLessThan(Number(remainingSeconds) / 2); // the first would still paint
});

it('forgets a request that leaves while it waits', async () => {
  const [painting, waiting] = [new AbortController(), new AbortController()];
  await until(eventsOf(await post(long, { signal: painting.signal })), 'step');
  await until(eventsOf(await post(small, { signal: waiting.signal })), 'queued');

  waiting.abort();
  let next = await post(small);
  while (next.status === 503) next = await post(small); // until the server has noticed
  const events = eventsOf(next);
  expect(await until(events, 'queued')).toMatchObject({ data: { position: 1 } });
  painting.abort();
  await until(events, 'done');
});

it('tells those who wait when it stops, and ends by itself', async () => {
  const painting = eventsOf(await post(long));
  await until(painting, 'step');
  const waiting = eventsOf(await post(small));
  await until(waiting, 'queued');

  server.kill('SIGTERM');
  for (const events of [painting, waiting]) {
    expect(await until(events, 'failed')).toMatchObject({ data: { code: 'STOPPED' } });
  }
  const [status] = await once(server, 'exit');
  expect(status).toBe(0);
});
