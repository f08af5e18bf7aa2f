import type { Codec, LatentSpace, Posterior } from '../latents/codec.js';
import type { Tensor } from '../tensor/tensor.js';
import { cropTensor, joinWindows } from './windowed.js';
import { eachWindow, scaleWindows, type Windows } from './windows.js';

type Dims = readonly [number, number, number, number];

/**
 * An autoencoder that sees a large picture window by window, so that what it computes with grows with the window and not with
 * the picture.
 *
 * @param windows in pixels.
 */
export function tiledCodec(next: Codec, windows: Windows, { downscale }: Pick<LatentSpace, 'downscale'>): Codec {
  const cells = scaleWindows(windows, 1 / downscale);
  return {
    async encode(pixels) {
      const [, , height, width] = pixels.dims as Dims;
      let parts: { readonly [part in keyof Posterior]?: ReturnType<typeof joinWindows> } | undefined;
      for (const [index, window] of eachWindow(windows).entries()) {
        const posterior = await next.encode(cropTensor(pixels, window));
        const joined = ({ dims }: Tensor) => joinWindows(cells, [1, dims[1]!, height / downscale, width / downscale]);
        parts ??= {
          mean: joined(posterior.mean),
          ...(posterior.deviation && { deviation: joined(posterior.deviation) }),
        };
        parts.mean!.add(index, posterior.mean);
        if (posterior.deviation) parts.deviation!.add(index, posterior.deviation);
      }
      return { mean: parts!.mean!.result(), deviation: parts!.deviation?.result() };
    },
    async decode(latents) {
      const [, , height, width] = latents.dims as Dims;
      const joined = joinWindows(windows, [1, 3, height * downscale, width * downscale]);
      for (const [index, window] of eachWindow(cells).entries())
        joined.add(index, await next.decode(cropTensor(latents, window)));
      return joined.result();
    },
  };
}
