import { InvalidArgumentError } from '../errors/index.js';
import { concatBytes, latin1Bytes, viewOf } from '../metadata/bytes.js';
import { pngChunk, pngChunks, pngSignature } from '../metadata/png-text.js';
import type { AnimationOptions, AnimationWriter } from './animation-parts.js';

const longestDelay = 65535;

/** APNG (W3C PNG Specification, third edition, sections 4.9 and 11.3.7): the pixels of PNGs, all with the first one's header. */
export function apngWriter({ width, height, loop, xmp }: AnimationOptions): AnimationWriter {
  let first: Uint8Array | undefined;
  let frames = 0;
  let sequence = 0;

  const control = (delay: number) => {
    const data = new Uint8Array(26); // offsets, disposal and blending are 0: it replaces what was there, and stays
    const view = viewOf(data);
    view.setUint32(0, sequence++);
    view.setUint32(4, width);
    view.setUint32(8, height);
    view.setUint16(20, Math.min(longestDelay, Math.round(delay)));
    view.setUint16(22, 1000);
    return pngChunk('fcTL', data);
  };
  const numbered = (data: Uint8Array) => {
    const out = new Uint8Array(4 + data.length);
    viewOf(out).setUint32(0, sequence++);
    out.set(data, 4);
    return pngChunk('fdAT', out);
  };

  return {
    begin: () => pngSignature,
    frame(still, delay) {
      const chunks = [...pngChunks(still)];
      const header = chunks.find(({ type }) => type === 'IHDR')?.data;
      const pixels = chunks.filter(({ type }) => type === 'IDAT');
      if (!header || pixels.length === 0 || chunks.some(({ type }) => type === 'PLTE')) {
        throw new InvalidArgumentError('still', 'a PNG without a palette', still);
      }
      if (first === undefined) checkSize(header, width, height);
      else if (!first.every((byte, index) => byte === header[index])) {
        throw new InvalidArgumentError('still', 'a PNG of the size and kind of the first one', still);
      }
      const begun = first !== undefined;
      first = header;
      frames++;
      if (begun) return concatBytes([control(delay), ...pixels.map(({ data }) => numbered(data))]);
      return concatBytes([
        pngChunk('IHDR', header),
        animation(0, loop), // the number of frames comes at the end
        ...(xmp ? [pngChunk('iTXt', concatBytes([latin1Bytes('XML:com.adobe.xmp\0\0\0\0\0'), xmp]))] : []),
        control(delay),
        ...pixels.map(({ data }) => pngChunk('IDAT', data)),
      ]);
    },
    end() {
      const at = pngSignature.length + 25; // behind the header
      return { bytes: pngChunk('IEND', new Uint8Array(0)), patches: [{ at, bytes: animation(frames, loop) }] };
    },
  };
}

function animation(frames: number, loop: number): Uint8Array {
  const data = new Uint8Array(8);
  viewOf(data).setUint32(0, frames);
  viewOf(data).setUint32(4, loop);
  return pngChunk('acTL', data);
}

function checkSize(header: Uint8Array, width: number, height: number): void {
  const view = viewOf(header);
  if (view.getUint32(0) === width && view.getUint32(4) === height) return;
  throw new InvalidArgumentError('still', `a PNG of ${width} × ${height}`, header);
}
