import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createNodeOverpaint, readRecipe } from '@overpaint/node';
import { listen } from '@overpaint/server';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { queueEngine } from './queue-engine.js';
import { startRedis } from './testing/start-redis.js';
import { createWorker } from './worker.js';

const model = fileURLToPath(new URL('../../model-mini/model/', import.meta.url));
const photo = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#468' } })
  .png()
  .toBuffer();
let redis: Awaited<ReturnType<typeof startRedis>>;
let store: string;

beforeAll(async () => {
  redis = await startRedis();
  store = await mkdtemp(join(tmpdir(), 'overpaint-store-'));
});
afterAll(async () => {
  await redis.stop();
  await rm(store, { recursive: true });
});

it('serves what workers paint, with their events, errors and metrics, and without a model', async () => {
  const connection = redis.url;
  const overpaint = createNodeOverpaint({ threads: 2 });
  const worker = await createWorker({
    connection,
    store,
    models: { mini: model, other: model },
    overpaint,
    signals: false,
  });
  const server = await listen(await queueEngine({ connection, store }), { port: 0 });
  const post = (body: object, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/v1/img2img`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ image: photo.toString('base64'), size: { width: 64, height: 64 }, steps: 2, ...body }),
    });
  try {
    const models = (await (await fetch(`${server.url}/v1/models`)).json()) as { data: { id: string }[] };
    expect(models.data.map(({ id }) => id)).toEqual(['mini', 'other']);

    const text = await (
      await post({ prompt: 'ink', seed: 7, steps: 6, previews: true }, { accept: 'text/event-stream' })
    ).text();
    const events = [...text.matchAll(/^event: (\w+)$/gm)].map(([, event]) => event);
    expect(events.slice(0, 2)).toEqual(['queued', 'begin']);
    expect(events).toContain('step');
    expect(events.at(-1)).toBe('done');
    expect(events).toContain('preview');

    const painted = (await (await post({ prompt: 'ink', seed: 7, model: 'other' })).json()) as {
      images: { image: string }[];
    };
    const bytes = Buffer.from(painted.images[0]!.image, 'base64');
    expect(readRecipe(bytes)).toMatchObject({ seed: 7, steps: 2, prompt: { given: 'ink' } });

    const wrong = await post({ steps: -1 });
    expect([wrong.status, await wrong.json()]).toMatchObject([400, { error: { param: 'steps' } }]);
    expect(await (await fetch(`${server.url}/metrics`)).text()).toContain(
      'overpaint_queue_workers{model="mini",state="serving"} 1',
    );
  } finally {
    await server.close();
    await worker.close();
  }
});

it('says when no worker comes', async () => {
  await expect(queueEngine({ connection: redis.url, store, name: 'empty', waitSeconds: 0.1 })).rejects.toMatchObject({
    code: 'UNSUPPORTED',
  });
});
