import { InferenceClient } from '@huggingface/inference';
import { readRecipe } from '@overpaint/node';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fakeEngine } from '../testing/fake-engine.js';
import { photo, startServer } from '../testing/start-server.js';

let server: Awaited<ReturnType<typeof startServer>>;
const picture = await photo();
const inputs = new Blob([new Uint8Array(picture)], { type: 'image/png' });

beforeAll(async () => {
  server = await startServer({ token: 'a long secret' });
});
afterAll(() => server.close());

it('paints for its client, with parameters', async () => {
  const client = new InferenceClient('a long secret', { endpointUrl: `${server.url}/models/mini` });
  const painted = await client.imageToImage({
    inputs,
    parameters: {
      prompt: 'watercolor',
      negative_prompt: 'blur',
      guidance_scale: 5,
      num_inference_steps: 2,
      target_size: { width: 64, height: 64 },
    },
  });
  expect(painted.type).toBe('image/png');
  expect(readRecipe(new Uint8Array(await painted.arrayBuffer()))).toMatchObject({
    prompt: { given: 'watercolor' },
    negativePrompt: { given: 'blur' },
    guidanceScale: 5,
    steps: 2,
    size: { width: 64, height: 64 },
  });
});

it('paints for raw bytes', async () => {
  const { engine, paintings } = fakeEngine();
  await using own = await startServer({}, engine);
  const client = new InferenceClient(undefined, { endpointUrl: `${own.url}/models/dreamy` });
  const painted = await client.imageToImage({ inputs });
  expect(await sharp(new Uint8Array(await painted.arrayBuffer())).metadata()).toMatchObject({ format: 'png' });
  expect(paintings[0]!.request).toMatchObject({ model: 'dreamy', image: new Uint8Array(picture), options: {} });
});

it('tells what is wrong as Hugging Face does', async () => {
  const post = (model: string, body: string, type = 'application/json') =>
    fetch(`${server.url}/models/${model}`, {
      method: 'POST',
      body,
      headers: { authorization: 'Bearer a long secret', 'content-type': type },
    });
  for (const [response, status, message] of [
    [await post('owner/name', '{}'), 404, /^model: expected one of mini/],
    [await post('mini', '{'), 400, /^body: expected a JSON object/],
    [await post('mini', '{"inputs":"/etc/passwd"}'), 400, /^inputs: expected/],
    [await post('mini', 'no picture', 'image/png'), 400, /^inputs: expected/],
  ] as const) {
    expect([response.status, (await response.json()).error]).toEqual([status, expect.stringMatching(message)]);
  }
});
