import type { Handler, Service } from '../service.js';

/** `GET /sdapi/v1/loras`: names for `<lora:name:0.8>` in a prompt. */
export const loras =
  ({ engine }: Service): Handler =>
  ({ json }) =>
    json(engine.loras.map((name) => ({ name, alias: name, path: `${name}.safetensors`, metadata: {} })));
