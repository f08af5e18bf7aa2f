import type { Handler } from '../service.js';

/** `GET /sdapi/v1/schedulers`: how noise levels are spaced, webui's "schedule type". */
export const schedulers: Handler = ({ json }) =>
  json(
    ['Automatic', 'Uniform', 'Karras', 'Exponential', 'Beta'].map((label) => ({
      name: label.toLowerCase(),
      label,
      aliases: null,
      default_rho: label === 'Karras' ? 7 : -1,
      need_inner_model: label === 'Uniform' || label === 'Beta',
    })),
  );
