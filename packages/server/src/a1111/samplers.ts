import { schedulers as known } from '@overpaint/node';
import type { Handler } from '../service.js';

/** `GET /sdapi/v1/samplers`: every scheduler, by webui's name where it has one. */
export const samplers: Handler = ({ json }) =>
  json(
    known.map(({ name, a1111: [label = name, ...labels] }) => ({
      name: label,
      aliases: [...labels, ...(label === name ? [] : [name])],
      options: {},
    })),
  );
