import { parseParameters } from '@overpaint/core/platform';
import { readMetadata } from '@overpaint/node';
import { readJson } from '../read-body.js';
import type { Handler, Service } from '../service.js';

/** `POST /sdapi/v1/png-info`: what a picture tells of its making. */
export const pngInfo =
  ({ limits, readPicture }: Service): Handler =>
  async ({ req, json }) => {
    const { image } = await readJson(req.raw, limits.bodyBytes);
    const { parameters: info = '' } = readMetadata(await readPicture(req.raw.signal)('image', image));
    const { prompt, negativePrompt, settings } = parseParameters(info);
    const [, width, height] = /^(\d+)x(\d+)$/.exec(settings['Size'] ?? '') ?? [];
    return json({
      info,
      items: info === '' ? {} : { parameters: info },
      parameters:
        info === ''
          ? {}
          : {
              Prompt: prompt,
              'Negative prompt': negativePrompt,
              ...settings,
              ...(width && { 'Size-1': Number(width), 'Size-2': Number(height) }),
            },
    });
  };
