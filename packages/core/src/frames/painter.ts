import { checkObject } from '../check.js';
import { InvalidArgumentError } from '../errors/index.js';
import type { Image } from '../image/image.js';
import type { Model } from '../model/model.js';
import { namedBy } from '../named-picture.js';
import type { Img2ImgOptions } from '../options.js';

/** Options by which many pictures are painted, opened once for all of them. */
export interface Painter<Input, Options, Run> {
  /** Paints one picture; `options` win over those that were prepared. */
  paint(image: Input, options?: Options): Run;
  /** Frees what was opened for it. A model that the caller had loaded stays open. */
  dispose(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** What a painter is made of. */
export interface PainterCalls<Run> {
  img2img(options: Img2ImgOptions): Run;
  loadModel(source?: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<Model>;
  decode(picture: unknown, options: Img2ImgOptions): Promise<Image>;
}

/**
 * Opens what the options name: the model, which stays open until `dispose()` whatever other calls open meanwhile, and mask
 * and references, which are decoded once.
 */
export async function preparePainter<Input, Options, Run>(
  calls: PainterCalls<Run>,
  given: Options,
): Promise<Painter<Input, Partial<Options>, Run>> {
  checkObject('options', given ?? null);
  const options = given as unknown as Img2ImgOptions;
  if (options.image !== undefined) {
    throw new InvalidArgumentError('image', 'no picture here: paint(image) takes it', options.image);
  }
  const { model: named, replays, mask, references, signal } = options;
  const decode = (option: string, picture: unknown) => namedBy(option, calls.decode(picture, options));
  // Which model a recipe means, the call itself finds out.
  const opens = typeof named === 'string' || (named === undefined && replays === undefined);
  const prepared: Omit<Img2ImgOptions, 'image'> = {
    ...options,
    ...(mask !== undefined && { mask: await decode('mask', mask) }),
    ...(Array.isArray(references) && {
      references: await Promise.all(references.map((picture, index) => decode(`references[${index}]`, picture))),
    }),
  };
  const model = opens ? await calls.loadModel(named as string | undefined, { signal }) : undefined;
  const dispose = async () => model?.dispose();
  return {
    paint: (image, more) => calls.img2img({ ...prepared, ...(model && { model }), ...(more as object), image }),
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}
