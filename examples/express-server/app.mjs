import { fileURLToPath } from 'node:url';
import { styles } from '@overpaint/presets';
import express from 'express';
import { img2img, plan } from 'overpaint';
import { openEventStream } from './event-stream.mjs';
import { describeError } from './http-status.mjs';
import { createQueue } from './queue.mjs';

/**
 * `POST /paint?prompt=…` with a picture as its body answers with server-sent events: `queued`, `step`, then `done` with
 * the picture, or `failed`. What is wrong with the request is said before that, as a status with a JSON error.
 *
 * @param {{ signal: AbortSignal, maxUpload: string, maxWaiting: number }} options `signal`: the server stops
 */
export function createApp({ signal: stopping, maxUpload, maxWaiting }) {
  const app = express();
  const queue = createQueue(maxWaiting);
  const upload = express.raw({ type: () => true, limit: maxUpload });

  app.disable('x-powered-by');
  app.use(express.static(fileURLToPath(new URL('public', import.meta.url))));
  app.get('/styles', (_request, response) => void response.json(Object.keys(styles)));

  app.post('/paint', refuseWhenFull, upload, async (request, response) => {
    const gone = new AbortController();
    response.on('close', () => gone.abort()); // also after the last event, when nothing is left to stop
    const signal = AbortSignal.any([gone.signal, stopping]);

    const options = {
      ...readQuery(request.query),
      image: request.body ?? Buffer.alloc(0),
      signal,
      limitInputPixels: 5e7,
    };
    await plan(options); // throws what is wrong with the request while there is still a status to say it with
    if (gone.signal.aborted) return;

    const events = openEventStream(response);
    try {
      const job = () => paint(options, events);
      await queue.run(job, { signal, onPosition: (position) => events.send('queued', { position }) });
    } catch (error) {
      if (gone.signal.aborted) return;
      const { code, message } = stopping.aborted ? { code: 'STOPPED', message: 'The server stops.' } : log(error);
      events.send('failed', { code, message });
    }
    events.close();
  });

  app.use((error, _request, response, next) => {
    if (response.headersSent) return next(error);
    const { status, ...rest } = log(error);
    response.status(status).json({ error: rest });
  });

  function refuseWhenFull(_request, response, next) {
    if (!stopping.aborted && !queue.isFull()) return next();
    const message = 'Too many pictures are waiting. Try again in a minute.';
    response
      .status(503)
      .set({ 'retry-after': '60', connection: 'close' })
      .json({ error: { code: 'BUSY', message } });
  }

  return app;
}

async function paint(options, events) {
  const run = img2img(options);
  for await (const event of run) {
    if (event.type === 'step') {
      const { index, total, remainingSeconds } = event;
      events.send('step', { index, total, remainingSeconds });
    }
    if (event.type === 'warning') events.send('warning', { message: event.warning.message });
  }
  const { images, seed, timings } = await run;
  const [image] = images;
  const png = Buffer.from(await image.encode('png'));
  const { width, height } = image;
  events.send('done', { width, height, seed, seconds: timings.total, png: png.toString('base64') });
}

/** What a client may set, and nothing else: `model` would let it read folders of this machine. */
function readQuery({ prompt, style, initStrength, seed, size, steps }) {
  const number = (text) => (text === undefined || text === '' ? undefined : Number(text));
  return {
    prompt: prompt === undefined ? undefined : String(prompt), // a list would be many pictures
    style: style === '' ? undefined : style,
    initStrength: number(initStrength),
    seed: number(seed),
    size: Math.min(number(size) ?? 512, 1024),
    steps: number(steps) && Math.min(number(steps), 50),
  };
}

function log(error) {
  const described = describeError(error);
  if (described.status === 500) console.error(error);
  return described;
}
