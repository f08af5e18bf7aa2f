import OpenAI, { toFile } from 'openai';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fakeEngine } from '../testing/fake-engine.js';
import { photo, startServer } from '../testing/start-server.js';

let server: Awaited<ReturnType<typeof startServer>>;
let client: OpenAI;
const token = 'a long secret';
const picture = await photo();
const file = (name = 'photo.png', bytes = picture) => toFile(bytes, name, { type: 'image/png' });
const clientOf = ({ url }: { url: string }) => new OpenAI({ baseURL: `${url}/v1`, apiKey: token, maxRetries: 0 });

beforeAll(async () => {
  server = await startServer({ token });
  client = clientOf(server);
});
afterAll(() => server.close());

it('lists models', async () => {
  const list = await client.models.list();
  expect(list.data.map(({ id }) => id)).toEqual(['mini', 'other']);
  expect(await client.models.retrieve('mini')).toMatchObject({ object: 'model', owned_by: 'overpaint' });
  await expect(client.models.retrieve('gpt-image-1')).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
});

it('edits where the mask is transparent, and keeps the rest', async () => {
  // The left half is transparent: it is repainted.
  const half = await sharp(
    Buffer.from(Array.from({ length: 64 * 64 }, (_, i) => [0, 0, 0, i % 64 < 32 ? 0 : 255]).flat()),
    { raw: { width: 64, height: 64, channels: 4 } },
  )
    .png()
    .toBuffer();
  const answer = await client.images.edit({
    image: await file(),
    mask: await file('mask.png', half),
    prompt: 'stained glass',
    size: '64x64' as never,
    output_format: 'png',
  });
  expect(answer).toMatchObject({
    created: expect.any(Number),
    output_format: 'png',
    background: 'opaque',
    size: '64x64',
  });
  const pixels = async (bytes: Buffer, left: number) =>
    sharp(bytes).removeAlpha().extract({ left, top: 0, width: 32, height: 64 }).raw().toBuffer();
  const painted = Buffer.from(answer.data![0]!.b64_json!, 'base64');
  expect(await pixels(painted, 32)).toEqual(await pixels(picture, 32));
  expect(await pixels(painted, 0)).not.toEqual(await pixels(picture, 0));
});

it('streams partial pictures and the whole one', async () => {
  const stream = await client.images.edit({
    image: [await file()],
    prompt: 'ink drawing',
    size: '64x64' as never,
    stream: true,
    partial_images: 2,
    output_format: 'webp',
  });
  const events = [];
  for await (const event of stream) events.push(event);
  // Fewer come where the picture is sooner done, as with OpenAI.
  const types = events.map(({ type }) => type);
  expect(types.slice(0, 1)).toEqual(['image_edit.partial_image']);
  expect(types.lastIndexOf('image_edit.partial_image')).toBe(types.length - 2);
  expect(events[0]).toMatchObject({ partial_image_index: 0, size: '64x64', created_at: expect.any(Number) });
  const whole = events.at(-1)!;
  expect(whole).toMatchObject({ output_format: 'webp', quality: 'auto', usage: { total_tokens: 0 } });
  expect(await sharp(Buffer.from(whole.b64_json, 'base64')).metadata()).toMatchObject({ format: 'webp', width: 64 });
});

it('varies a picture, as often as is asked', async () => {
  const answer = await client.images.createVariation({ image: await file(), n: 2, size: '64x64' as never });
  const [first, second] = answer.data!.map(({ b64_json }) => b64_json);
  expect(first).not.toBe(second);
  expect(await sharp(Buffer.from(first!, 'base64')).metadata()).toMatchObject({ width: 64, height: 64 });
});

it('hands several pictures to a model that looks at them', async () => {
  const { engine, paintings } = fakeEngine();
  await using own = await startServer({}, engine);
  const image = [await file('a.png'), await file('b.png'), await file('c.png')];
  await clientOf(own).images.edit({ image, prompt: 'both on a beach', model: 'editor', n: 2, size: 'auto' });
  expect(paintings[0]!.request).toMatchObject({ model: 'editor', options: { prompt: 'both on a beach', count: 2 } });
  expect(paintings[0]!.request.references).toHaveLength(2);
  expect(paintings[0]!.request.options.size).toBeUndefined();
});

it('tells what is wrong as OpenAI does', async () => {
  const edit = async (more: object) => client.images.edit({ image: await file(), prompt: 'x', ...more });
  await expect(edit({ model: 'gpt-image-1' })).rejects.toMatchObject({
    status: 404,
    code: 'model_not_found',
    param: 'model',
  });
  await expect(edit({ size: 'huge' })).rejects.toMatchObject({
    status: 400,
    param: 'size',
    type: 'invalid_request_error',
  });
  await expect(edit({ n: 9 })).rejects.toMatchObject({ status: 400, param: 'count', code: 'limit' });
  await expect(edit({ prompt: '' })).rejects.toMatchObject({ status: 400, param: 'prompt' });
  await expect(edit({ response_format: 'url' })).rejects.toMatchObject({ status: 400, param: 'response_format' });
  await expect(edit({ image: await file('a.png', Buffer.from('no picture')) })).rejects.toMatchObject({ status: 400 });
  await expect(edit({ stream: true, image: [await file(), await file()] })).rejects.toMatchObject({ status: 422 });
  const stranger = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'guess', maxRetries: 0 });
  await expect(stranger.models.list()).rejects.toMatchObject({ status: 401, code: 'token' });

  const headers = { authorization: `Bearer ${token}`, 'content-type': 'multipart/form-data; boundary=x' };
  for (const body of ['--x\r\ncontent-disposition: form-data; name="image"', '', 'nothing of the kind']) {
    const response = await fetch(`${server.url}/v1/images/edits`, { method: 'POST', headers, body });
    expect([response.status, (await response.json()).error.type]).toEqual([400, 'invalid_request_error']);
  }
});

it('spreads partial pictures over all steps', async () => {
  const { engine, paintings } = fakeEngine({ atOnce: false });
  await using own = await startServer({}, engine);
  const edit = clientOf(own).images.edit({ image: await file(), prompt: 'x', stream: true, partial_images: 3, n: 2 });
  await expect.poll(() => paintings.length).toBe(1);
  paintings[0]!.tell({ type: 'begin' });
  const told: unknown[] = [];
  const reading = edit.then(async (stream) => {
    for await (const event of stream)
      told.push('partial_image_index' in event ? event.partial_image_index : event.type);
  });
  for (const step of Array.from({ length: 20 }, (_, at) => ({ picture: Math.floor(at / 10), index: (at % 10) + 1 }))) {
    paintings[0]!.tell({ type: 'preview', ...step, total: 10, image: picture });
  }
  await paintings[0]!.done();
  await reading;
  expect(told).toEqual([0, 1, 2, 'image_edit.completed', 'image_edit.completed']);
});
