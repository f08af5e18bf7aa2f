import { nodeImageCodec } from '@overpaint/node';

/** OpenAI repaints what is transparent in a mask; here that is white. An encoded picture in, a PNG out. */
export async function transparencyMask(mask: Uint8Array, limitInputPixels: number): Promise<Uint8Array> {
  const opened = await nodeImageCodec.openImage(mask, { limitInputPixels });
  const { width, height, data } = await opened.decode();
  for (let i = 0; i < data.length; i += 4) {
    data.fill(255 - data[i + 3]!, i, i + 3);
    data[i + 3] = 255;
  }
  return nodeImageCodec.encodeImage({ width, height, data }, 'png');
}
