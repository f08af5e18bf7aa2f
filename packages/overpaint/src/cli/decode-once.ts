import { type Image, type NodeImageInput, nodeImageCodec } from '../index.js';
import type { PaintOptions } from './painting-flags.js';

/** The pixels of a picture that several calls take, so that it is fetched and decoded once for all of them. */
export async function decodeOnce(
  input: NodeImageInput,
  { limitInputPixels }: Pick<PaintOptions, 'limitInputPixels'>,
  signal?: AbortSignal,
): Promise<Image> {
  const opened = await nodeImageCodec.openImage(input, { limitInputPixels, signal });
  return opened.decode();
}
