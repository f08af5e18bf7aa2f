import { InvalidArgumentError } from '../errors/index.js';
import { concatBytes, latin1Bytes, latin1Text, viewOf } from '../metadata/bytes.js';
import type { AnimationOptions, AnimationWriter } from './animation-parts.js';

const TABLE_FLAG = 0x80;
/** Frames stay until the next one. */
const KEEP = 1 << 2;

/** Animated GIF (GIF89a, and Netscape's extension for loops): the pixels of stills, each with its own table of colours. */
export function gifWriter({ width, height, loop, xmp }: AnimationOptions): AnimationWriter {
  return {
    begin() {
      const screen = new Uint8Array(7);
      viewOf(screen).setUint16(0, width, true);
      viewOf(screen).setUint16(2, height, true);
      return concatBytes([
        latin1Bytes('GIF89a'),
        screen,
        ...(loop === 1 ? [] : [repetitions(loop)]),
        ...(xmp ? [extension(xmp)] : []),
      ]);
    },
    frame(still, delay) {
      const { table, size, pixels } = readStill(still);
      const control = Uint8Array.of(0x21, 0xf9, 4, KEEP, 0, 0, 0, 0);
      viewOf(control).setUint16(4, Math.min(65535, Math.round(delay / 10)), true);
      const descriptor = new Uint8Array(10);
      descriptor[0] = 0x2c;
      viewOf(descriptor).setUint16(5, width, true);
      viewOf(descriptor).setUint16(7, height, true);
      descriptor[9] = TABLE_FLAG | size;
      return concatBytes([control, descriptor, table, pixels]);
    },
    end: () => ({ bytes: Uint8Array.of(0x3b), patches: [] }),
  };
}

/** How often it is played again; 0: without end. */
function repetitions(loop: number): Uint8Array {
  const count = loop === 0 ? 0 : loop - 1;
  return concatBytes([
    Uint8Array.of(0x21, 0xff, 11),
    latin1Bytes('NETSCAPE2.0'),
    Uint8Array.of(3, 1, count & 255, count >> 8, 0),
  ]);
}

/** XMP as GIF has it (XMP Specification, part 3, 1.1.2): no blocks, and an end that every reader of blocks finds. */
function extension(xmp: Uint8Array): Uint8Array {
  const trailer = Uint8Array.from({ length: 258 }, (_, index) => (index === 0 ? 1 : index > 256 ? 0 : 256 - index));
  return concatBytes([Uint8Array.of(0x21, 0xff, 11), latin1Bytes('XMP DataXMP'), xmp, trailer]);
}

interface Still {
  /** Red, green and blue of its colours, of which there are 2^(size + 1). */
  readonly table: Uint8Array;
  readonly size: number;
  /** Compressed, from the least code size to the last block. */
  readonly pixels: Uint8Array;
}

/** The first picture of a GIF that fills the whole of it. */
function readStill(bytes: Uint8Array): Still {
  const refused = () => new InvalidArgumentError('still', 'a GIF of one picture', bytes);
  if (!/^GIF8[79]a$/.test(latin1Text(bytes.subarray(0, 6)))) throw refused();
  const flags = bytes[10]!;
  let at = 13;
  let [table, size] = tableAt(flags);
  for (;;) {
    if (bytes[at] === 0x21) at = endOfBlocks(at + 2);
    else if (bytes[at] === 0x2c) {
      const own = bytes[at + 9]!;
      at += 10;
      if (own & TABLE_FLAG) [table, size] = tableAt(own);
      const pixels = bytes.subarray(at, endOfBlocks(at + 1));
      if (table.length === 0) throw refused();
      return { table, size, pixels };
    } else throw refused();
  }

  function tableAt(flags: number): [Uint8Array, number] {
    if (!(flags & TABLE_FLAG)) return [new Uint8Array(0), 0];
    const size = flags & 7;
    const end = at + 3 * 2 ** (size + 1);
    const table = bytes.subarray(at, end);
    at = end;
    return [table, size];
  }

  function endOfBlocks(start: number): number {
    let next = start;
    while (next < bytes.length && bytes[next] !== 0) next += bytes[next]! + 1;
    if (next >= bytes.length) throw refused();
    return next + 1;
  }
}
