import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as a1111 from './testing/a1111-schemas.js';
import { fakeEngine } from './testing/fake-engine.js';
import * as openai from './testing/openai-schemas.js';
import { photo, startServer } from './testing/start-server.js';

const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
const problemsOf = (schema: object, value: unknown) => {
  const validate = ajv.compile(schema);
  return validate(value) ? [] : validate.errors!.map(({ instancePath, message }) => `${instancePath}: ${message}`);
};

const token = 'a long secret';
const picture = await photo();
const base64 = picture.toString('base64');
const file = new Blob([new Uint8Array(picture)], { type: 'image/png' });
let server: Awaited<ReturnType<typeof startServer>>;

beforeAll(async () => {
  server = await startServer({ token });
});
afterAll(() => server.close());

type Body = Record<string, unknown> | FormData;
const headers = { authorization: `Bearer ${token}` };
async function call(path: string, body?: Body, more: Record<string, string> = {}, { url } = server) {
  const isForm = body instanceof FormData;
  const json = body && !isForm ? { 'content-type': 'application/json' } : {};
  return fetch(`${url}${path}`, {
    headers: { ...headers, ...json, ...more },
    ...(body && { method: 'POST', body: isForm ? body : JSON.stringify(body) }),
  });
}

/** Status and problems of an answer, for one comparison. */
async function check(schema: object, answer: Promise<Response>) {
  const response = await answer;
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  return [response.status, problemsOf(schema, await response.json())];
}

function form(fields: Record<string, string | Blob>): FormData {
  const made = new FormData();
  for (const [name, value] of Object.entries(fields)) made.append(name, value);
  return made;
}

describe('OpenAI', () => {
  const edit = { image: file, prompt: 'ink', size: '64x64' };
  const asJson = { images: [{ image_url: `data:image/png;base64,${base64}` }], prompt: 'ink', size: '64x64' };

  it.each<[string, string, Body | undefined, object]>([
    ['an edit', '/v1/images/edits', form(edit), openai.imagesResponse],
    ['an edit in JSON', '/v1/images/edits', { ...asJson, n: null, model: null, stream: false }, openai.imagesResponse],
    ['a JPEG', '/v1/images/edits', form({ ...edit, output_format: 'jpeg', n: '2' }), openai.imagesResponse],
    ['a variation', '/v1/images/variations', form({ image: file, size: '64x64' }), openai.imagesResponse],
    ['models', '/v1/models', undefined, openai.models],
    ['a model', '/v1/models/mini', undefined, openai.model],
  ])('answers as it is described: %s', async (_, path, body, schema) => {
    expect(await check(schema, call(path, body))).toEqual([200, []]);
  });

  it('streams the events that are described', async () => {
    const body = { ...asJson, stream: true, partial_images: 2 };
    const response = await call('/v1/images/edits', body);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const events = eventsOf(await response.text());
    expect(events.map(({ event, data }) => event === data.type)).not.toContain(false);
    expect(events.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['image_edit.partial_image', 'image_edit.completed']),
    );
    const schemas: Record<string, object> = {
      'image_edit.partial_image': openai.partialImage,
      'image_edit.completed': openai.completedEdit,
    };
    expect(events.flatMap(({ event, data }) => problemsOf(schemas[event]!, data))).toEqual([]);
  });

  it('tells in an event what goes wrong later', async () => {
    const { engine, paintings } = fakeEngine({ atOnce: false });
    await using own = await startServer({ token }, engine);
    const answer = call('/v1/images/edits', form({ ...edit, stream: 'true' }), {}, own);
    await expect.poll(() => paintings.length).toBe(1);
    paintings[0]!.tell({ type: 'begin' });
    const response = await answer;
    paintings[0]!.fail(new Error('on fire'));
    const [event] = eventsOf(await response.text());
    expect(event!.event).toBe('error');
    expect(problemsOf(openai.errorEvent, event!.data)).toEqual([]);
    expect(problemsOf(openai.errorResponse, event!.data)).toEqual([]); // so the clients of OpenAI read it
  });

  it.each<[number, string, string, Body | undefined, Record<string, string>]>([
    [400, 'no prompt', '/v1/images/edits', form({ image: file }), {}],
    [400, 'no picture', '/v1/images/edits', form({ prompt: 'ink' }), {}],
    [400, 'no picture in JSON', '/v1/images/edits', { prompt: 'ink' }, {}],
    [400, 'an id of a file', '/v1/images/edits', { images: [{ file_id: 'file-1' }], prompt: 'ink' }, {}],
    [400, 'pictures that are no list', '/v1/images/edits', { images: 'x', prompt: 'ink' }, {}],
    [
      400,
      'an address',
      '/v1/images/edits',
      { images: [{ image_url: 'https://example.com/a.png' }], prompt: 'ink' },
      {},
    ],
    [400, 'a size', '/v1/images/edits', form({ ...edit, size: 'huge' }), {}],
    [404, 'a model', '/v1/images/edits', form({ ...edit, model: 'gpt-image-1' }), {}],
    [422, 'several pictures', '/v1/images/edits', { ...asJson, images: [...asJson.images, ...asJson.images] }, {}],
    [400, 'a variation of nothing', '/v1/images/variations', form({ n: '1' }), {}],
    [404, 'another model', '/v1/models/gpt-4o', undefined, {}],
    [401, 'a guess', '/v1/models', undefined, { authorization: 'Bearer guess' }],
    [403, 'a page of another site', '/v1/models', undefined, { origin: 'https://evil.example' }],
    [404, 'what is not here', '/v1/images/generations', { prompt: 'x' }, {}],
    [404, 'what is nowhere', '/v1/nothing', undefined, {}],
  ])('refuses with %i as it is described: %s', async (status, _, path, body, more) => {
    expect(await check(openai.errorResponse, call(path, body, more))).toEqual([status, []]);
  });
});

describe('A1111', () => {
  const quick = { init_images: [base64], prompt: 'ink', steps: 2, width: 64, height: 64, seed: 5 };

  it.each<[string, Body | undefined, object]>([
    ['/sdapi/v1/img2img', quick, a1111.imageToImageResponse],
    ['/sdapi/v1/img2img', { ...quick, send_images: false }, a1111.imageToImageResponse],
    ['/sdapi/v1/progress', undefined, a1111.progressResponse],
    ['/sdapi/v1/interrupt', {}, a1111.nothing],
    ['/sdapi/v1/skip', {}, a1111.none],
    ['/sdapi/v1/samplers', undefined, a1111.samplers],
    ['/sdapi/v1/schedulers', undefined, a1111.schedulers],
    ['/sdapi/v1/sd-models', undefined, a1111.sdModels],
    ['/sdapi/v1/loras', undefined, a1111.loras],
    ['/sdapi/v1/options', undefined, a1111.options],
    ['/sdapi/v1/options', { samples_format: 'png' }, a1111.none],
    ['/sdapi/v1/prompt-styles', undefined, a1111.promptStyles],
    ['/sdapi/v1/png-info', { image: base64 }, a1111.pngInfoResponse],
    ['/controlnet/model_list', undefined, a1111.controlModels],
    ['/controlnet/module_list', undefined, a1111.controlModules],
  ])('answers as it is described: %s', async (path, body, schema) => {
    expect(await check(schema, call(path, body))).toEqual([200, []]);
  });

  it('tells in info what it is described to tell', async () => {
    const body = { ...quick, batch_size: 2, negative_prompt: 'blur', styles: ['watercolor'] };
    const answer = (await (await call('/sdapi/v1/img2img', body)).json()) as { images: string[]; info: string };
    expect(answer.images).toHaveLength(2);
    expect(problemsOf(a1111.processed, JSON.parse(answer.info))).toEqual([]);
    const info = await (await call('/sdapi/v1/png-info', { image: answer.images[0]! })).json();
    expect(problemsOf(a1111.pngInfoResponse, info)).toEqual([]);
  });

  it('describes progress and LoRAs while there are some', async () => {
    const { engine, paintings } = fakeEngine({ atOnce: false });
    await using own = await startServer({ token }, engine);
    const answer = call('/sdapi/v1/img2img', quick, {}, own);
    await expect.poll(() => paintings.length).toBe(1);
    paintings[0]!.tell({ type: 'begin' });
    paintings[0]!.tell({ type: 'step', picture: 0, index: 3, total: 6, remainingSeconds: 4.5 });
    paintings[0]!.tell({ type: 'preview', picture: 0, index: 3, total: 6, image: picture });
    expect(await check(a1111.progressResponse, call('/sdapi/v1/progress', undefined, {}, own))).toEqual([200, []]);
    expect(await check(a1111.loras, call('/sdapi/v1/loras', undefined, {}, own))).toEqual([200, []]);
    await paintings[0]!.done();
    expect((await answer).status).toBe(200);
  });

  it.each<[number, string, string, Body | undefined, Record<string, string>]>([
    [404, 'no picture', '/sdapi/v1/img2img', { prompt: 'ink' }, {}],
    [400, 'what is no picture', '/sdapi/v1/img2img', { init_images: ['aGVsbG8='] }, {}],
    [400, 'a strength', '/sdapi/v1/img2img', { ...quick, denoising_strength: 7 }, {}],
    [404, 'a model', '/sdapi/v1/img2img', { ...quick, override_settings: { sd_model_checkpoint: 'x' } }, {}],
    [422, 'a script', '/sdapi/v1/img2img', { ...quick, alwayson_scripts: { ADetailer: { args: [1] } } }, {}],
    [400, 'no picture to read', '/sdapi/v1/png-info', { image: '' }, {}],
    [404, 'a model for later', '/sdapi/v1/options', { sd_model_checkpoint: 'x' }, {}],
    [401, 'a guess', '/sdapi/v1/samplers', undefined, { authorization: 'Bearer guess' }],
  ])('refuses with %i as it is described: %s', async (status, _, path, body, more) => {
    expect(await check(a1111.error, call(path, body, more))).toEqual([status, []]);
  });
});

const eventsOf = (text: string) =>
  [...text.matchAll(/^event: (\S+)\ndata: (.+)$/gm)].map(([, event = '', data = '']) => ({
    event,
    data: JSON.parse(data) as { type: string },
  }));
