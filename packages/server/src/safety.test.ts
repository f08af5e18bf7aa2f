import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { createConnection } from 'node:net';
import { BackendError } from '@overpaint/node';
import { describe, expect, it } from 'vitest';
import { createHandler } from './handler.js';
import { listen } from './listen.js';
import { fakeEngine } from './testing/fake-engine.js';
import { miniEngine, photo, startServer } from './testing/start-server.js';

const init_images = [(await photo()).toString('base64')];
const path = '/sdapi/v1/img2img';
const post = (url: string, body: object, headers: Record<string, string> = {}) =>
  fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify(body), headers });

describe('who may come in', () => {
  const token = 'a long secret';
  const basic = (password: string) => `Basic ${Buffer.from(`anybody:${password}`).toString('base64')}`;

  it.each([
    [undefined, 401],
    ['Bearer', 401],
    ['Bearer a long secre', 401],
    [`bearer ${token}`, 200],
    [`Bearer ${token}x`, 401],
    [basic(token), 200],
    [basic('other'), 401],
    [token, 401],
  ])('%s is answered %i', async (authorization, status) => {
    await using server = await startServer({ token }, fakeEngine().engine);
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const response = await fetch(`${server.url}/sdapi/v1/samplers`, { headers });
    expect(response.status).toBe(status);
    expect((await post(server.url, { init_images }, headers)).status).toBe(status);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  it('listens on loopback, and elsewhere with a token only', async () => {
    await expect(listen(fakeEngine().engine, { host: '0.0.0.0', port: 0 })).rejects.toThrow(/^token: expected/);
    await using server = await startServer({}, fakeEngine().engine);
    expect(new URL(server.url).hostname).toBe('127.0.0.1');
  });

  it('refuses pages of other sites, and names that are made to mean this machine', async () => {
    const origins = ['https://studio.example'];
    await using server = await startServer({ origins }, fakeEngine().engine);
    const from = (origin: string, method = 'GET') =>
      fetch(`${server.url}/sdapi/v1/samplers`, { method, headers: { origin } });

    expect((await from('https://evil.example')).status).toBe(403);
    expect((await from('null')).status).toBe(403);
    expect((await from('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
    const allowed = await from(origins[0]!);
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([200, origins[0]]);
    expect((await from(origins[0]!, 'OPTIONS')).status).toBe(204);
    expect((await from(server.url)).status).toBe(200);

    const { port } = new URL(server.url);
    const request = httpRequest({ port, path: '/sdapi/v1/samplers', headers: { host: `evil.example:${port}` } }).end();
    const [response] = await once(request, 'response');
    response.resume();
    expect(response.statusCode).toBe(403);
  });
});

describe('what costs too much', () => {
  it.each([
    ['steps', { steps: 101 }, 400],
    ['pictures', { batch_size: 3, n_iter: 3 }, 400],
    ['pixels', { width: 4096, height: 4096 }, 400],
    ['pixels of a masked part', { mask: init_images[0], width: 4096, height: 4096 }, 400],
    ['a long prompt', { prompt: 'x'.repeat(10_001) }, 400],
    ['many prompts', { prompt: ['a', 'b'] }, 400],
    ['control pictures', { alwayson_scripts: { controlnet: { args: Array(5).fill({ model: 'canny-net' }) } } }, 400],
    ['a long body', { prompt: 'x'.repeat(200_000) }, 413],
    ['no JSON object', [], 400],
  ])('is refused: %s', async (_, body, status) => {
    const { engine, paintings } = fakeEngine();
    await using server = await startServer({ limits: { bodyBytes: 100_000 } }, engine);
    const response = await post(server.url, Array.isArray(body) ? body : { init_images, ...body });
    expect([response.status, paintings.length]).toEqual([status, 0]);
    expect((await response.json()).detail).toMatch(/: expected/);
  });

  it('is cut off while it arrives, also where no length is said', async () => {
    const { engine } = fakeEngine();
    await using server = await startServer({ limits: { bodyBytes: 100_000 } }, engine);
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 65_536;
        if (sent > 100e6) controller.close();
        else controller.enqueue(new Uint8Array(65_536).fill(65));
      },
    });
    const answer = await fetch(`${server.url}${path}`, {
      method: 'POST',
      body: endless,
      duplex: 'half',
    } as RequestInit).then(
      ({ status }) => status,
      () => 'cut off',
    );
    expect([413, 'cut off']).toContain(answer);
    expect(sent).toBeLessThan(80e6);
  });

  it('is refused by the picture’s header, before it is decoded', { timeout: 20_000 }, async () => {
    await using server = await startServer({ limits: { inputPixels: 1000 } }, await miniEngine());
    const response = await post(server.url, { init_images, width: 64, height: 64, steps: 1 });
    expect([response.status, (await response.json()).error]).toEqual([413, 'IMAGE_TOO_LARGE']);
    // A body of one row of 2³¹ pixels, said by a header that is whole.
    const bomb = await photo(64, 64);
    bomb.writeUInt32BE(2 ** 31 - 1, 16);
    expect([400, 413]).toContain((await post(server.url, { init_images: [bomb.toString('base64')] })).status);
  });

  it('is dropped when it arrives drop by drop', { timeout: 20_000 }, async () => {
    await using server = await startServer({ limits: { uploadSeconds: 1 } }, fakeEngine().engine);
    const socket = createConnection(Number(new URL(server.url).port), '127.0.0.1');
    socket.write(`POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 1000\r\n\r\n{`);
    const began = performance.now();
    await Promise.race([once(socket, 'close'), once(socket.resume(), 'end')]);
    expect(performance.now() - began).toBeLessThan(5000);
    socket.destroy();
  });
});

describe('when much is asked', () => {
  it('so many are taken, and others told to come back, before their bodies are read', async () => {
    const { engine, paintings } = fakeEngine({ atOnce: false });
    await using server = await startServer({ limits: { requests: 3 } }, engine);
    const taken = [1, 2, 3].map(() => post(server.url, { init_images }));
    await expect.poll(() => paintings.length).toBe(3);

    const refused = await Promise.all(Array.from({ length: 40 }, () => post(server.url, { init_images })));
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([429]));
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);

    for (const painting of paintings) await painting.done();
    expect((await Promise.all(taken)).map(({ status }) => status)).toEqual([200, 200, 200]);
    const next = post(server.url, { init_images });
    await expect.poll(() => paintings.length).toBe(4);
    await paintings[3]!.done();
    expect((await next).status).toBe(200);
  });

  it('stops painting for whom nobody waits', async () => {
    const { engine, paintings } = fakeEngine({ atOnce: false });
    await using server = await startServer({}, engine);
    const leaving = new AbortController();
    const body = JSON.stringify({ init_images });
    const answer = fetch(`${server.url}${path}`, { method: 'POST', body, signal: leaving.signal });
    await expect.poll(() => paintings.length).toBe(1);
    leaving.abort();
    await expect(answer).rejects.toThrow();

    await expect.poll(() => paintings[0]!.signal.aborted).toBe(true);
  });

  it('ends what takes too long', async () => {
    const { engine, paintings } = fakeEngine({ atOnce: false });
    await using server = await startServer({ limits: { seconds: 0.05 } }, engine);
    const answer = post(server.url, { init_images });
    await expect.poll(() => paintings.length).toBe(1);
    paintings[0]!.tell({ type: 'queued', ahead: 1 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(paintings[0]!.signal.aborted).toBe(false); // waiting does not count
    paintings[0]!.tell({ type: 'begin' });
    expect((await answer).status).toBe(504);
  });
});

it('finishes what paints and answers what waits when it stops', { timeout: 30_000 }, async () => {
  const server = await startServer();
  const body = { init_images, prompt: 'watercolor', steps: 8, width: 96, height: 96, denoising_strength: 1 };
  const answers = [0, 1, 2].map((seed) => post(server.url, { ...body, seed }));
  const progress = async () => (await (await fetch(`${server.url}/sdapi/v1/progress`)).json()) as { progress: number };
  await expect.poll(async () => (await progress()).progress, { timeout: 15_000, interval: 10 }).toBeGreaterThan(0);
  const closing = server.close();
  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  await closing;
  expect(statuses.sort()).toEqual([200, 503, 503]);
  await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
});

it('keeps to itself what is its own trouble', async () => {
  const { engine, paintings } = fakeEngine({ atOnce: false });
  const troubles: unknown[] = [];
  const { fetch: answer, stop } = createHandler(engine, { onTrouble: (error) => troubles.push(error) });
  const body = JSON.stringify({ init_images });
  const response = Promise.resolve(answer(new Request(`http://localhost${path}`, { method: 'POST', body })));
  await expect.poll(() => paintings.length).toBe(1);
  const trouble = new BackendError('unet', '/srv/models/secret/unet.onnx could not be opened');
  paintings[0]!.fail(trouble);
  const { status } = await response;
  expect(status).toBe(500);
  expect(await (await response).text()).not.toMatch(/srv|secret|at /);
  expect(troubles).toEqual([trouble]);

  stop();
  expect((await answer(new Request('http://localhost/readyz'))).status).toBe(503);
  expect((await answer(new Request(`http://localhost${path}`, { method: 'POST', body }))).status).toBe(503);
});

it('serves its page, which loads nothing from elsewhere', async () => {
  await using server = await startServer({ token: 'a long secret' }, fakeEngine().engine);
  const response = await fetch(server.url);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  const text = await response.text();
  expect(text).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
  for (const [, file] of text.matchAll(/(?:src|href)="([\w-]+\.(?:js|css))"/g)) {
    expect((await fetch(`${server.url}/${file}`)).status).toBe(200);
  }
  expect((await fetch(`${server.url}/..%2fpackage.json`)).status).toBe(404);
});
