import { readTaskParameters } from '@overpaint/core/platform';
import type { Hono, MiddlewareHandler } from 'hono';
import { pictureOf } from '../client-picture.js';
import type { ClientOptions, PaintRequest } from '../engine.js';
import { findModel } from '../find-model.js';
import { holdPlace, protocol } from '../protocol.js';
import { readBytes, readJson } from '../read-body.js';
import type { Env, Handler, Service } from '../service.js';

/** Hugging Face's task `image-to-image`, where its client looks for it: `POST /models/{model}`. */
export function huggingFace(
  service: Service,
  guards: readonly MiddlewareHandler[],
  onTrouble: (error: unknown) => void,
): Hono<Env> {
  const app = protocol(['/models/*'], guards, ({ message }) => ({ error: message }), onTrouble);
  app.post('/models/:model{.+}', holdPlace(service), imageToImage(service));
  return app;
}

const imageToImage =
  (service: Service): Handler =>
  async ({ req, body }) => {
    const model = findModel(service.engine, req.param('model'));
    const format = /image\/(jpeg|webp)/.exec(req.header('accept') ?? '')?.[1] ?? 'png';
    const request = { model, format: format as PaintRequest['format'], ...(await readTask(req.raw, service)) };
    const painted = await service.paint(request, { signal: req.raw.signal });
    const [image] = painted.images;
    return body(new Uint8Array(image!.bytes), 200, { 'content-type': `image/${painted.format}` });
  };

/** Raw bytes of a picture, or JSON with the picture in base64 and parameters. */
async function readTask(
  request: Request,
  { limits, readPicture }: Service,
): Promise<Pick<PaintRequest, 'image' | 'options'>> {
  if (!/json/i.test(request.headers.get('content-type') ?? '')) {
    return { image: pictureOf('inputs', await readBytes(request, limits.bodyBytes)), options: {} };
  }
  const { inputs, parameters: given } = await readJson(request, limits.bodyBytes);
  const { options } = readTaskParameters(given);
  return { image: await readPicture(request.signal)('inputs', inputs), options: options as ClientOptions };
}
