import { isOverpaintError } from '../errors/index.js';
import type { Codec, LatentSpace, Posterior } from '../latents/codec.js';
import type { Tensor } from '../tensor/tensor.js';
import type { EditedHalf } from './edited-half.js';
import { runInPieces } from './in-pieces.js';
import { seeTogether } from './seen-together.js';
import { cropTensor, joinWindows } from './windowed.js';
import { eachWindow, scaleWindows, type Windows } from './windows.js';

type Dims = readonly [number, number, number, number];

/** Halves of an autoencoder whose graphs can be changed for what they see part by part. */
export interface EditedHalves {
  /** Whether they are run in pieces where their graphs show them, for what they would give at once. */
  readonly pieces: boolean;
  readonly encoder?: (EditedHalf & { read(output: Tensor): Posterior }) | undefined;
  readonly decoder?: EditedHalf | undefined;
}

/**
 * An autoencoder that sees a large picture window by window, so that what it computes with grows with the window and not with
 * the picture.
 *
 * @param windows in pixels.
 * @param edited those halves that can be normalised by the whole picture; others see each window by itself.
 */
export function tiledCodec(
  next: Codec,
  windows: Windows,
  { downscale }: Pick<LatentSpace, 'downscale'>,
  edited: EditedHalves = { pieces: false },
): Codec {
  const cells = scaleWindows(windows, 1 / downscale);
  return {
    async encode(pixels) {
      const [, , height, width] = pixels.dims as Dims;
      const size = { width: width / downscale, height: height / downscale };
      const join = ({ dims }: Tensor) => joinWindows(cells, [1, dims[1]!, size.height, size.width]);
      let parts: { readonly [part in keyof Posterior]?: ReturnType<typeof join> | undefined } | undefined;
      const take = (index: number, { mean, deviation }: Posterior) => {
        parts ??= { mean: join(mean), deviation: deviation && join(deviation) };
        parts.mean!.add(index, mean);
        if (deviation) parts.deviation!.add(index, deviation);
      };
      const { encoder } = edited;
      if (encoder && edited.pieces) {
        const output = await whereItCan(() => runInPieces(encoder, pixels, size, cells));
        if (output) return encoder.read(output);
      }
      const together =
        encoder &&
        (await whereItCan(async () => {
          await seeTogether(encoder, pixels, windows, (index, output) => take(index, encoder.read(output)));
          return true;
        }));
      if (!together) {
        for (const [index, window] of eachWindow(windows).entries())
          take(index, await next.encode(cropTensor(pixels, window)));
      }
      return { mean: parts!.mean!.result(), deviation: parts!.deviation?.result() };
    },
    async decode(latents) {
      const [, , height, width] = latents.dims as Dims;
      const { decoder } = edited;
      if (decoder && edited.pieces) {
        const output = await whereItCan(() => runInPieces(decoder, latents, { width, height }, cells));
        if (output) return output;
      }
      const joined = joinWindows(windows, [1, 3, height * downscale, width * downscale]);
      const together =
        decoder &&
        (await whereItCan(async () => {
          await seeTogether(decoder, latents, cells, joined.add);
          return true;
        }));
      if (!together) {
        for (const [index, window] of eachWindow(cells).entries())
          joined.add(index, await next.decode(cropTensor(latents, window)));
      }
      return joined.result();
    },
  };
}

/** Nothing where a graph has no place for what is to be changed. */
async function whereItCan<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isOverpaintError(error) && error.code === 'UNSUPPORTED') return undefined;
    throw error;
  }
}
