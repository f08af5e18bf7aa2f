import type { ImageModelV3, ImageModelV3CallOptions, JSONObject } from '@ai-sdk/provider';
import { type BoundOverpaint, InvalidArgumentError } from 'overpaint';
import { pictureOf } from './picture-of.js';
import { type OverpaintSettings, settingsOf } from './settings.js';
import { sizeOf } from './size-of.js';

/** What paints. */
export type Painting = Pick<BoundOverpaint, 'img2img' | 'inspectModel'>;

/** Pictures that one call of `img2img()` paints; the AI SDK makes several calls of more, with the same seed. */
const most = 64;

/** A model in the AI SDK's specification. `source` is what `img2img()` takes as `model`. */
export function imageModel(
  modelId: string,
  source: string,
  { img2img, inspectModel }: Painting,
  ofModel: OverpaintSettings,
): ImageModelV3 {
  return {
    specificationVersion: 'v3',
    provider: 'overpaint',
    modelId,
    maxImagesPerCall: most,
    async doGenerate(call) {
      const { settings, warnings } = settingsOf(call, ofModel);
      const { format = 'png', quality, ...options } = settings;
      const asked = await sizeOf(call, () => inspectModel(source));
      const result = await img2img({
        ...options,
        ...picturesOf(call),
        model: source,
        prompt: call.prompt,
        count: call.n,
        signal: call.abortSignal,
        ...(call.seed !== undefined && { seed: call.seed }),
        ...(asked.size && { size: asked.size }),
      });
      const told = result.warnings.map(({ message }) => ({ type: 'other' as const, message }));
      return {
        images: await Promise.all(result.images.map((image) => image.encode(format, { quality }))),
        warnings: [...warnings, ...asked.warnings, ...told],
        providerMetadata: {
          overpaint: {
            images: result.images.map(({ seed, width, height, recipe }) => ({
              ...{ seed, width, height },
              recipe: recipe as unknown as JSONObject,
            })),
          },
        },
        response: { timestamp: new Date(), modelId, headers: undefined },
      };
    },
  };
}

/** The first picture is the one that is painted over; an editing model looks at the others too. */
function picturesOf({ files, mask }: ImageModelV3CallOptions) {
  const [image, ...references] = (files ?? []).map((file, index) => pictureOf(`prompt.images[${index}]`, file));
  if (image === undefined) {
    const hint = 'Overpaint paints over pictures: generateImage({ model, prompt: { images: [picture], text } }).';
    throw new InvalidArgumentError('prompt.images', 'at least one picture', files, hint);
  }
  return {
    image,
    ...(references.length > 0 && { references }),
    ...(mask && { mask: pictureOf('prompt.mask', mask) }),
  };
}
