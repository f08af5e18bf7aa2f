import { checkNames, readTaskParameters, type TaskOption } from '@overpaint/core/platform';
import { type Img2ImgOptions, InvalidArgumentError, img2img, type Warning } from 'overpaint';
import { modelSource } from './model-source.js';

/** What huggingface.js' `imageToImage()` is asked. */
export interface ImageToImageArgs {
  /** The embedded model, a folder, an installed package or a repository. @defaultValue the embedded model */
  readonly model?: string | undefined;
  /** The picture. */
  readonly inputs: Blob;
  /** `prompt`, `negative_prompt`, `guidance_scale`, `num_inference_steps`, `target_size`; also `strength` and `seed`. */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  /** `accessToken`, `provider` and `endpointUrl` say whom to ask. Nobody is asked here. */
  readonly [property: string]: unknown;
}

export interface ImageToImageOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told what was ignored: parameters that mean nothing here, and what `img2img()` warns of. */
  readonly onWarning?: ((warning: Warning) => void) | undefined;
}

/**
 * Paints as huggingface.js' `imageToImage()` is called, on this machine.
 *
 * @returns a PNG.
 * @throws InvalidArgumentError `INVALID_ARGUMENT`; what `img2img()` throws.
 * @example
 * ```ts
 * import { openAsBlob } from 'node:fs';
 * import { imageToImage } from '@overpaint/ai-sdk';
 * const painted = await imageToImage({
 *   inputs: await openAsBlob('bird.jpg'),
 *   parameters: { prompt: 'watercolor painting', num_inference_steps: 4 },
 * });
 * painted.type; // 'image/png'
 * ```
 */
export async function imageToImage(args: ImageToImageArgs, options: ImageToImageOptions = {}): Promise<Blob> {
  const { model, inputs, parameters } = args ?? {};
  checkNames('options', options, { signal: true, onWarning: true });
  if (!(inputs instanceof Blob)) throw new InvalidArgumentError('inputs', 'a Blob with a picture', inputs);
  const task = readTaskParameters(parameters);
  const { images, warnings } = await img2img({
    ...(task.options as Pick<Img2ImgOptions, TaskOption>), // checked there
    image: inputs,
    model: model === undefined ? undefined : modelSource(model),
    signal: options.signal,
  });
  const ignored = task.unknown.map(
    (name): Warning => ({ code: 'ignored-option', message: `parameters.${name} means nothing here and was ignored.` }),
  );
  for (const warning of [...ignored, ...warnings]) options.onWarning?.(warning);
  return new Blob([new Uint8Array(await images[0].encode('png'))], { type: 'image/png' });
}
