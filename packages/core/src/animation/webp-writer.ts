import { InvalidArgumentError } from '../errors/index.js';
import { concatBytes, latin1Bytes, viewOf } from '../metadata/bytes.js';
import { isWebp, webpChunk, webpChunks } from '../metadata/webp-chunks.js';
import type { AnimationOptions, AnimationWriter } from './animation-parts.js';

const ANIMATION_FLAG = 0x02;
const XMP_FLAG = 0x04;
const ALPHA_FLAG = 0x10;
/** A frame replaces what was there, and stays. */
const NO_BLENDING = 0x02;
const longestDelay = 2 ** 24 - 1;

/** Animated WebP (RFC 9649, section 2.7.1): the picture chunks of stills, each in a frame. */
export function animatedWebpWriter({ width, height, loop, xmp }: AnimationOptions): AnimationWriter {
  let size = 0;
  const counted = (bytes: Uint8Array) => {
    size += bytes.length;
    return bytes;
  };
  return {
    begin() {
      const header = new Uint8Array(10);
      header[0] = ANIMATION_FLAG | ALPHA_FLAG | (xmp ? XMP_FLAG : 0);
      writeUint24(header, 4, width - 1);
      writeUint24(header, 7, height - 1);
      const animation = new Uint8Array(6);
      animation.fill(255, 0, 4); // background: white, which no viewer asks
      viewOf(animation).setUint16(4, loop, true);
      return counted(
        concatBytes([
          latin1Bytes('RIFF\0\0\0\0WEBP'), // the size comes at the end
          webpChunk({ type: 'VP8X', data: header }),
          webpChunk({ type: 'ANIM', data: animation }),
        ]),
      );
    },
    frame(still, delay) {
      const picture = isWebp(still) ? [...webpChunks(still)].filter(({ type }) => /^(ALPH|VP8 |VP8L)$/.test(type)) : [];
      if (picture.length === 0) throw new InvalidArgumentError('still', 'a WebP picture', still);
      const header = new Uint8Array(16); // at the upper left corner
      writeUint24(header, 6, width - 1);
      writeUint24(header, 9, height - 1);
      writeUint24(header, 12, Math.min(longestDelay, Math.round(delay)));
      header[15] = NO_BLENDING;
      return counted(webpChunk({ type: 'ANMF', data: concatBytes([header, ...picture.map(webpChunk)]) }));
    },
    end() {
      const rest = counted(xmp ? webpChunk({ type: 'XMP ', data: xmp }) : new Uint8Array(0));
      const bytes = new Uint8Array(4);
      viewOf(bytes).setUint32(0, size - 8, true);
      return { bytes: rest, patches: [{ at: 4, bytes }] };
    },
  };
}

function writeUint24(bytes: Uint8Array, at: number, value: number): void {
  bytes.set([value & 255, (value >> 8) & 255, (value >> 16) & 255], at);
}
