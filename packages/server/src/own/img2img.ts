import { checkNames, suggestion } from '@overpaint/core/platform';
import type { Context, Hono, MiddlewareHandler } from 'hono';
import { type ClientOptions, type ControlUnit, clientOptions, type Painted, type PaintRequest } from '../engine.js';
import { type Narration, type ServerSentEvent, streamPainting } from '../event-stream.js';
import { findModel } from '../find-model.js';
import { HttpError } from '../http-error.js';
import { errorBody } from '../openai/error-body.js';
import type { ReadPicture } from '../picture-reader.js';
import { holdPlace, protocol } from '../protocol.js';
import { readJson } from '../read-body.js';
import type { Env, Handler, Service } from '../service.js';
import { IdempotentAnswers } from './idempotent-answers.js';

/** `POST /v1/img2img`: the options of `img2img()` as JSON, pictures in base64. */
export function own(
  service: Service,
  guards: readonly MiddlewareHandler[],
  onTrouble: (error: unknown) => void,
): Hono<Env> {
  const app = protocol(['/v1/img2img'], guards, errorBody, onTrouble);
  app.post('/v1/img2img', holdPlace(service), img2img(service, new IdempotentAnswers()));
  return app;
}

const img2img =
  (service: Service, answers: IdempotentAnswers): Handler =>
  async (context) => {
    const { req, json } = context;
    const body = await readJson(req.raw, service.limits.bodyBytes);
    const { signal } = req.raw;
    const request = await requestIn(body, service, service.readPicture(signal));
    const key = req.header('idempotency-key');
    const paint = answers.sharing(key, body, (control) => service.paint(request, control));
    if (!wantsEvents(context)) return json(answerOf(await paint({ signal })));
    return streamPainting(context, (onProgress) => paint({ signal, onProgress }), narration);
  };

const wantsEvents = ({ req }: Context) => /\btext\/event-stream\b/.test(req.header('accept') ?? '');

const formats = ['png', 'jpeg', 'webp'] as const;

async function requestIn(
  body: Record<string, unknown>,
  { engine }: Service,
  readPicture: ReadPicture,
): Promise<PaintRequest> {
  const known = new Set<string>([
    ...clientOptions,
    'model',
    'image',
    'mask',
    'references',
    'controls',
    'format',
    'quality',
    'previews',
  ]);
  const unknown = Object.keys(body).find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw refusal(unknown.slice(0, 80), `an option of ${[...known].join(', ')}`, suggestion(unknown, known));
  }
  const { mask, references = [], controls = [], format = 'png', quality = 90, previews = false } = body;
  if (!formats.some((one) => one === format)) throw refusal('format', `one of ${formats.join(', ')}`);
  if (!Array.isArray(references)) throw refusal('references', 'a list of pictures');
  if (!Array.isArray(controls)) throw refusal('controls', 'a list of ControlNets');
  return {
    model: findModel(engine, body['model']),
    image: await readPicture('image', body['image']),
    mask: mask === undefined ? undefined : await readPicture('mask', mask),
    references: await Promise.all(references.map((picture) => readPicture('references', picture))),
    controls: await Promise.all(controls.map((control) => controlIn(control, readPicture))),
    format: format as PaintRequest['format'],
    quality: quality as number,
    previews: previews === true,
    options: Object.fromEntries(
      clientOptions.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name]]])),
    ) as ClientOptions,
  };
}

async function controlIn(control: unknown, readPicture: ReadPicture): Promise<ControlUnit> {
  if (typeof control !== 'object' || control === null)
    throw refusal('controls', 'objects with net, image, preprocess …');
  checkNames('controls', control as ControlUnit, {
    ...{ net: true, image: true, preprocess: true, weight: true, start: true, end: true },
  });
  const { net, image, preprocess, weight, start, end } = control as ControlUnit;
  if (typeof net !== 'string') throw refusal('controls.net', 'the name of a ControlNet');
  return {
    net,
    preprocess,
    weight,
    start,
    end,
    image: image === undefined ? image : await readPicture('controls.image', image),
  };
}

const refusal = (argument: string, expected: string, hint = '') =>
  new HttpError(400, 'INVALID_ARGUMENT', `${argument}: expected ${expected}.${hint}`, { argument });

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

const answerOf = ({ images, format, recipe, warnings, seconds }: Painted) => ({
  images: images.map(({ bytes, width, height, seed }) => ({ image: base64(bytes), width, height, seed })),
  format,
  seed: recipe.seed,
  recipe,
  warnings,
  seconds,
});

/** The engine's own events, and at the end `done` or `failed`. */
const narration: Narration = {
  progress: ({ type, ...data }): ServerSentEvent =>
    'image' in data ? { event: type, data: { ...data, image: base64(data.image) } } : { event: type, data },
  done: (painted) => [{ event: 'done', data: answerOf(painted) }],
  failed: (error) => ({ event: 'failed', data: errorBody(error).error }),
};
