import { expect, it } from 'vitest';
import { createHandler } from './handler.js';
import { listen } from './listen.js';
import { localEngine } from './local-engine.js';
import { fakeEngine } from './testing/fake-engine.js';
import { photo, startServer } from './testing/start-server.js';

const { engine } = fakeEngine();

it.each<[what: string, meant: string, act: () => unknown]>([
  ['createHandler', 'origins', () => createHandler(engine, { origin: ['https://studio.example'] } as never)],
  ['limits', 'uploadSeconds', () => createHandler(engine, { limits: { uploadSecond: 5 } } as never)],
  ['listen', 'token', () => listen(engine, { port: 0, tokn: 'a secret' } as never)],
  ['localEngine', 'models', () => localEngine({ model: { mini: '@overpaint/model-mini' } } as never)],
])('%s refuses a name that is none, and says which is near', async (_, meant, act) => {
  await expect((async () => act())()).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    message: expect.stringContaining(`Did you mean "${meant}"?`),
  });
});

it('says so to clients', async () => {
  await using server = await startServer();
  const image = (await photo()).toString('base64');
  const refused = async (body: object) => {
    const answer = await fetch(`${server.url}/v1/img2img`, {
      method: 'POST',
      body: JSON.stringify({ image, ...body }),
    });
    expect(answer.status).toBe(400);
    return ((await answer.json()) as { error: { message: string } }).error.message;
  };
  expect(await refused({ strenght: 0.5 })).toContain('Did you mean "strength"?');
  expect(await refused({ controls: [{ net: 'edges', wieght: 1 }] })).toContain('Did you mean "weight"?');
});
