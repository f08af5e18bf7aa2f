import type { Handler, Service } from '../service.js';

/** `GET /sdapi/v1/sd-models`: what is served, by its names; where it lies is nobody's business. */
export const sdModels =
  ({ engine }: Service): Handler =>
  ({ json }) =>
    json(
      engine.models.map(({ name }) => ({
        title: name,
        model_name: name,
        hash: null,
        sha256: null,
        filename: name,
        config: null,
      })),
    );
