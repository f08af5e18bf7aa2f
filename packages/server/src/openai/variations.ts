import { findModel } from '../find-model.js';
import { readForm } from '../read-body.js';
import type { Handler, Service } from '../service.js';
import { imagesResponse } from './images-response.js';
import { numberIn, pictureIn, refuseAddresses, sizeIn, textIn } from './read-form.js';

/** `POST /v1/images/variations`: without a prompt the picture itself is varied. */
export const variations =
  (service: Service): Handler =>
  async ({ req, json }) => {
    const form = await readForm(req.raw, service.limits.bodyBytes);
    refuseAddresses(form);
    const request = {
      model: findModel(service.engine, textIn(form, 'model')),
      image: await pictureIn('image', form.get('image'), service.readPicture(req.raw.signal)),
      format: 'png',
      options: { count: numberIn(form, 'n', 1, 64), size: sizeIn(form) },
    } as const;
    return json(imagesResponse(await service.paint(request, { signal: req.raw.signal })));
  };
