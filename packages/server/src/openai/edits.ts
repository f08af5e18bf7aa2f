import type { PaintProgress, PaintRequest } from '../engine.js';
import { type Narration, streamPainting } from '../event-stream.js';
import { findModel } from '../find-model.js';
import { HttpError } from '../http-error.js';
import type { ReadPicture } from '../picture-reader.js';
import type { Handler, Service } from '../service.js';
import { errorEvent } from './error-body.js';
import { base64, eventFields, imagesResponse, noTokens } from './images-response.js';
import { numberIn, pictureIn, picturesIn, readFields, refuseAddresses, sizeIn, textIn, wordIn } from './read-form.js';
import { transparencyMask } from './transparency-mask.js';

/** `POST /v1/images/edits` */
export const edits =
  (service: Service): Handler =>
  async (context) => {
    const { raw } = context.req;
    const form = await readFields(raw, service.limits.bodyBytes);
    const partialImages = numberIn(form, 'partial_images', 0, 3) ?? 0;
    const stream = wordIn(form, 'stream', ['true', 'false']) === 'true';
    const request = await requestIn(form, service, {
      previews: stream && partialImages > 0,
      readPicture: service.readPicture(raw.signal),
    });
    if (!stream) return context.json(imagesResponse(await service.paint(request, { signal: raw.signal })));
    return streamPainting(
      context,
      (onProgress) => service.paint(request, { signal: raw.signal, onProgress }),
      narrationOf(request, partialImages),
    );
  };

async function requestIn(
  form: FormData,
  { engine, limits }: Service,
  { previews, readPicture }: { readonly previews: boolean; readonly readPicture: ReadPicture },
): Promise<PaintRequest> {
  refuseAddresses(form);
  const prompt = textIn(form, 'prompt');
  if (prompt === undefined) {
    throw new HttpError(400, 'INVALID_ARGUMENT', 'prompt: expected a text, received nothing.', { argument: 'prompt' });
  }
  const [image, ...references] = await picturesIn(form, readPicture);
  const mask = form.get('mask');
  return {
    model: findModel(engine, textIn(form, 'model')),
    image,
    references,
    mask:
      mask === null
        ? undefined
        : await transparencyMask(await pictureIn('mask', mask, readPicture), limits.inputPixels),
    format: wordIn(form, 'output_format', ['png', 'jpeg', 'webp']) ?? 'png',
    quality: Math.max(numberIn(form, 'output_compression', 0, 100) ?? 90, 1),
    previews,
    options: { prompt, count: numberIn(form, 'n', 1, 64), size: sizeIn(form) },
  };
}

/** Partial pictures, evenly over the steps of all, and each picture when it is done. */
function narrationOf({ format, options }: PaintRequest, partialImages: number): Narration {
  const { size, count = 1 } = options;
  const asked = typeof size === 'object' ? `${size.width}x${size.height}` : 'auto';
  let told = 0;
  const isDue = ({ picture, index, total }: PaintProgress & { type: 'preview' }) =>
    told < partialImages && (picture + index / total) / count >= (told + 1) / (partialImages + 1);
  return {
    progress(event) {
      if (event.type !== 'preview' || !isDue(event)) return undefined;
      const data = { b64_json: base64(event.image), ...eventFields('png', asked), partial_image_index: told++ };
      return { event: 'image_edit.partial_image', data: { type: 'image_edit.partial_image', ...data } };
    },
    done: ({ images }) =>
      images.map(({ bytes, width, height }) => ({
        event: 'image_edit.completed',
        data: {
          type: 'image_edit.completed',
          b64_json: base64(bytes),
          ...eventFields(format, `${width}x${height}`),
          usage: noTokens,
        },
      })),
    failed: (error) => ({ event: 'error', data: errorEvent(error) }),
  };
}
