import { expect, it } from 'vitest';
import { createWorker, enqueue, PaintQueue, queueEngine, s3Store } from './index.js';

// Refused before anything listens there.
const where = { connection: 'redis://127.0.0.1:1', store: 'pictures' };

it.each<[what: string, meant: string, act: () => unknown]>([
  ['PaintQueue', 'attempts', () => new PaintQueue({ ...where, attempt: 5 } as never)],
  ['queueEngine', 'waitSeconds', () => queueEngine({ ...where, waitSecond: 5 } as never)],
  ['createWorker', 'resultSeconds', () => createWorker({ ...where, resultSecond: 60 } as never)],
  ['s3Store', 'prefix', () => s3Store({ bucket: 'pictures', prefx: 'a/' } as never)],
  ['enqueue', 'priority', () => enqueue({ ...where, image: 'bird.jpg', prioritty: 'high' } as never)],
  ['enqueue of an option', 'strength', () => enqueue({ ...where, image: 'bird.jpg', strenght: 0.4 } as never)],
])('%s refuses a name that is none, and says which is near', async (_, meant, act) => {
  await expect((async () => act())()).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    message: expect.stringContaining(`Did you mean "${meant}"?`),
  });
});
