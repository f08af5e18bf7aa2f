import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { fakeEngine } from '../testing/fake-engine.js';
import { photo, startServer } from '../testing/start-server.js';

const image = (await photo()).toString('base64');
const quick = { image, prompt: 'watercolor', size: 64, steps: 2, seed: 5 };

const post = ({ url }: { url: string }, body: object, headers: Record<string, string> = {}, signal?: AbortSignal) =>
  fetch(`${url}/v1/img2img`, { method: 'POST', body: JSON.stringify(body), headers, ...(signal && { signal }) });

it('paints, as JSON and as events, for curl', async () => {
  await using server = await startServer();
  const folder = await mkdtemp(join(tmpdir(), 'overpaint-server-'));
  try {
    await writeFile(
      join(folder, 'body.json'),
      JSON.stringify({ ...quick, steps: 3, stepsMode: 'exact', previews: true, count: 2 }),
    );
    const curl = async (...more: string[]) => {
      const args = ['-sS', '--data-binary', '@body.json', ...more, `${server.url}/v1/img2img`];
      return (await promisify(execFile)('curl', args, { cwd: folder, maxBuffer: 2 ** 24 })).stdout;
    };
    const answer = JSON.parse(await curl());
    expect(Object.keys(answer)).toEqual(['images', 'format', 'seed', 'recipe', 'warnings', 'seconds']);
    expect(answer.images.map(({ seed }: { seed: number }) => seed)).toEqual([5, 6]);
    expect(answer.recipe).toMatchObject({ prompt: { given: 'watercolor' }, steps: 3 });

    const events = (await curl('-N', '-H', 'accept: text/event-stream'))
      .split('\n\n')
      .map((event) => /^event: (\w+)\ndata: (.+)$/.exec(event))
      .filter((event) => event !== null);
    expect(new Set(events.map(([, type]) => type))).toEqual(new Set(['begin', 'step', 'preview', 'done']));
    const [, , done] = events.at(-1)!;
    expect(JSON.parse(done!).images).toEqual(answer.images);
    const preview = JSON.parse(events.find(([, type]) => type === 'preview')![2]!);
    expect(await sharp(Buffer.from(preview.image, 'base64')).metadata()).toMatchObject({ format: 'png' });
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('takes a picture that is painted at its own size for a result', async () => {
  const { engine, paintings } = fakeEngine();
  await using server = await startServer({ limits: { inputPixels: 5000, pixels: 1000 } }, engine);
  expect((await post(server, { ...quick, size: 'source' })).status).toBe(200);
  expect((await post(server, { ...quick, size: 16 })).status).toBe(200);
  expect(paintings.map(({ request }) => request.limitInputPixels)).toEqual([1000, 5000]);
});

it.each([
  [{ ...quick, strength: 3 }, 400, 'strength'],
  [{ ...quick, loraFolder: '/etc' }, 400, 'loraFolder'],
  [{ ...quick, features: [] }, 400, 'features'],
  [{ ...quick, image: 'photo.png' }, 400, 'image'],
  [{ ...quick, references: ['/etc/passwd'] }, 400, 'references'],
  [{ ...quick, model: '/srv/models' }, 404, 'model'],
  [{ ...quick, controls: [{ net: '../net' }] }, 400, 'control.net'],
  [{ ...quick, scheduler: { _class_name: 'Nobody' } }, 400, undefined],
  [{ ...quick, format: 'tiff' }, 400, 'format'],
])('tells by a status what is wrong, also where events are wanted: %#', async (body, status, argument) => {
  await using server = await startServer();
  const response = await post(server, body, { accept: 'text/event-stream' });
  expect(response.status).toBe(status);
  if (argument !== undefined) expect((await response.json()).error.param).toBe(argument);
});

it('cancels when the reader of events leaves', async () => {
  const { engine, paintings } = fakeEngine({ atOnce: false });
  await using server = await startServer({}, engine);
  const leaving = new AbortController();
  const answer = post(server, quick, { accept: 'text/event-stream' }, leaving.signal);
  await expect.poll(() => paintings.length).toBe(1);
  paintings[0]!.tell({ type: 'queued', ahead: 2 });
  const reader = (await answer).body!.getReader();
  expect(Buffer.from((await reader.read()).value!).toString()).toBe('event: queued\ndata: {"ahead":2}\n\n');
  leaving.abort();
  await expect.poll(() => paintings[0]!.signal.aborted).toBe(true);
});

it('ends the stream with what went wrong', async () => {
  const { engine, paintings } = fakeEngine({ atOnce: false });
  await using server = await startServer({}, engine);
  const answer = post(server, quick, { accept: 'text/event-stream' });
  await expect.poll(() => paintings.length).toBe(1);
  paintings[0]!.tell({ type: 'begin' });
  const response = await answer;
  paintings[0]!.fail(new Error('/srv/models is on fire'));
  expect(await response.text()).toMatch(
    /^event: begin\n.*\n\nevent: failed\ndata: \{"message":"The picture could not/s,
  );
});

it('paints once for one key, however often it is sent', async () => {
  const { engine, paintings } = fakeEngine({ atOnce: false });
  await using server = await startServer({}, engine);
  const key = { 'idempotency-key': 'order 17' };
  const leaving = new AbortController();
  const left = post(server, quick, key, leaving.signal).catch(() => 'left');
  const stayed = post(server, quick, key);
  await expect.poll(() => paintings.length).toBe(1);
  expect((await post(server, { ...quick, seed: 6 }, key)).status).toBe(422);
  leaving.abort();
  expect(await left).toBe('left');
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(paintings[0]!.signal.aborted).toBe(false); // somebody still waits

  await paintings[0]!.done();
  const first = await (await stayed).json();
  expect(await (await post(server, quick, key)).json()).toEqual(first);
  expect(paintings).toHaveLength(1);
});

it('stops what nobody with its key waits for, and paints anew when it is sent again', async () => {
  const { engine, paintings } = fakeEngine({ atOnce: false });
  await using server = await startServer({}, engine);
  const key = { 'idempotency-key': 'order 18' };
  const leaving = new AbortController();
  const left = post(server, quick, key, leaving.signal).catch(() => 'left');
  await expect.poll(() => paintings.length).toBe(1);
  leaving.abort();
  await left;
  await expect.poll(() => paintings[0]!.signal.aborted).toBe(true);
  const again = post(server, quick, key);
  await expect.poll(() => paintings.length).toBe(2);
  await paintings[1]!.done();
  expect((await again).status).toBe(200);
});
