import { findModel } from '../find-model.js';
import type { Handler, Service } from '../service.js';

const started = Math.floor(Date.now() / 1000);
const entry = (id: string) => ({ id, object: 'model', created: started, owned_by: 'overpaint' });

/** `GET /v1/models` */
export const models =
  ({ engine }: Service): Handler =>
  ({ json }) =>
    json({ object: 'list', data: engine.models.map(({ name }) => entry(name)) });

/** `GET /v1/models/{model}` */
export const model =
  ({ engine }: Service): Handler =>
  ({ req, json }) =>
    json(entry(findModel(engine, req.param('model'))));
