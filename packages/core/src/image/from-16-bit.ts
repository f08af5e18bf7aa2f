import { checkNumber } from '../check.js';
import { InvalidArgumentError } from '../errors/index.js';

/**
 * 16-bit samples as 8-bit RGBA: divided by 257 and rounded, so that 65535 becomes 255. Grey is spread over three
 * channels; without alpha the pixels are opaque. Takes any run of pixels, so that a large picture can go a band at a time.
 *
 * @param data samples row by row, `channels` to a pixel: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA
 */
export function from16Bit(data: Uint16Array, channels: 1 | 2 | 3 | 4): Uint8ClampedArray {
  if (!ArrayBuffer.isView(data)) throw new InvalidArgumentError('data', 'a Uint16Array', data);
  checkNumber('channels', channels ?? null, 1, 4, { whole: true });
  const pixels = Math.floor(data.length / channels);
  const out = new Uint8ClampedArray(pixels * 4).fill(255);
  const colours = channels < 3 ? 1 : 3;
  for (let i = 0; i < pixels; i++) {
    for (let c = 0; c < 3; c++) out[i * 4 + c] = data[i * channels + (colours === 1 ? 0 : c)]! / 257;
    if (channels > colours) out[i * 4 + 3] = data[i * channels + colours]! / 257;
  }
  return out;
}
