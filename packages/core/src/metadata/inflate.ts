/**
 * Unpacks a zlib stream (RFC 1950, 1951), which is what PNG's compressed texts are.
 *
 * @returns nothing where the stream is damaged, cut off, or holds more than `limit` bytes: a file may say anything.
 */
export function inflate(bytes: Uint8Array, limit: number): Uint8Array | undefined {
  const [method = 0, flags = 0] = bytes;
  if ((method & 15) !== 8 || (method * 256 + flags) % 31 !== 0 || (flags & 32) !== 0) return undefined;
  try {
    return unpackBlocks(new Input(bytes.subarray(2)), new Output(limit));
  } catch (error) {
    if (error instanceof Damage) return undefined;
    throw error;
  }
}

class Damage extends Error {}

function unpackBlocks(input: Input, output: Output): Uint8Array {
  for (let last = 0; last === 0; ) {
    last = input.bits(1);
    const type = input.bits(2);
    if (type === 0) output.append(input.stored());
    else if (type === 1) unpackCodes(input, output, fixedCodes());
    else if (type === 2) unpackCodes(input, output, readCodes(input));
    else throw new Damage();
  }
  return output.bytes();
}

/** Bytes as they are, and references to what was unpacked before, up to the symbol that ends the block. */
function unpackCodes(input: Input, output: Output, { literals, distances }: Codes): void {
  for (let symbol = input.symbol(literals); symbol !== 256; symbol = input.symbol(literals)) {
    if (symbol < 256) output.push(symbol);
    else {
      const length = symbol === 285 ? 258 : 3 + input.step(symbol - 257, 4, 28);
      output.repeat(1 + input.step(input.symbol(distances), 2, 30), length);
    }
  }
}

interface Codes {
  readonly literals: Code;
  readonly distances: Code;
}

/** A canonical Huffman code: how many codes there are of each length, and their symbols in order. */
interface Code {
  readonly counts: readonly number[];
  readonly symbols: readonly number[];
}

function codeOf(lengths: readonly number[]): Code {
  const counts = Array.from({ length: 16 }, (_, length) => lengths.filter((other) => other === length).length);
  const symbols = [...lengths.keys()].filter((symbol) => lengths[symbol]! > 0);
  return { counts, symbols: symbols.sort((a, b) => lengths[a]! - lengths[b]! || a - b) };
}

const fixedCodes = (): Codes => ({
  literals: codeOf(Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8))),
  distances: codeOf(Array<number>(30).fill(5)),
});

/** The codes that a block brings along. The lengths of their codes are coded themselves, in this order of importance. */
function readCodes(input: Input): Codes {
  const [literals, distances, given] = [input.bits(5) + 257, input.bits(5) + 1, input.bits(4) + 4];
  const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
  const own = Array<number>(19).fill(0);
  for (const symbol of order.slice(0, given)) own[symbol] = input.bits(3);
  const code = codeOf(own);
  const lengths: number[] = [];
  while (lengths.length < literals + distances) {
    const symbol = input.symbol(code);
    if (symbol < 16) lengths.push(symbol);
    else if (symbol === 16) repeat(lengths, lengths.at(-1), 3 + input.bits(2));
    else repeat(lengths, 0, symbol === 17 ? 3 + input.bits(3) : 11 + input.bits(7));
  }
  return { literals: codeOf(lengths.slice(0, literals)), distances: codeOf(lengths.slice(literals)) };
}

function repeat(lengths: number[], length: number | undefined, times: number): void {
  if (length === undefined) throw new Damage();
  for (let i = 0; i < times; i++) lengths.push(length);
}

/** Bits from the lowest of each byte on. */
class Input {
  private at = 0;

  constructor(private readonly data: Uint8Array) {}

  bit(): number {
    const byte = this.data[this.at >> 3];
    if (byte === undefined) throw new Damage();
    return (byte >> (this.at++ & 7)) & 1;
  }

  bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) value |= this.bit() << i;
    return value;
  }

  /** Codes of one length are consecutive numbers, and begin where those that are shorter end, twice as large. */
  symbol({ counts, symbols }: Code): number {
    let [code, first, index] = [0, 0, 0];
    for (let length = 1; length < 16; length++) {
      code |= this.bit();
      const count = counts[length]!;
      if (code - first < count) return symbols[index + code - first]!;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new Damage();
  }

  /** A number by its symbol: after the first two, every group of `size` symbols has one further bit behind it. */
  step(symbol: number, size: number, symbols: number): number {
    if (symbol >= symbols) throw new Damage();
    const further = Math.max(0, Math.floor(symbol / size) - 1);
    return (further === 0 ? symbol : (size + (symbol % size)) << further) + this.bits(further);
  }

  /** The bytes of a block that is not packed: their number, its complement, and they. */
  stored(): Uint8Array {
    this.at = (this.at + 7) & ~7;
    const [length, complement] = [this.bits(16), this.bits(16)];
    const start = this.at >> 3;
    if (length !== (complement ^ 0xffff) || start + length > this.data.length) throw new Damage();
    this.at += 8 * length;
    return this.data.subarray(start, start + length);
  }
}

/** Bytes that grow up to a limit. */
class Output {
  private data = new Uint8Array(1024);
  private length = 0;

  constructor(private readonly limit: number) {}

  push(byte: number): void {
    this.grow(1);
    this.data[this.length++] = byte;
  }

  append(bytes: Uint8Array): void {
    this.grow(bytes.length);
    this.data.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Byte by byte: what is repeated may reach into itself. */
  repeat(distance: number, count: number): void {
    if (distance > this.length) throw new Damage();
    this.grow(count);
    for (let i = 0; i < count; i++, this.length++) this.data[this.length] = this.data[this.length - distance]!;
  }

  bytes(): Uint8Array {
    return this.data.subarray(0, this.length);
  }

  private grow(count: number): void {
    const needed = this.length + count;
    if (needed > this.limit) throw new Damage();
    if (needed <= this.data.length) return;
    const grown = new Uint8Array(Math.max(needed, 2 * this.data.length));
    grown.set(this.bytes());
    this.data = grown;
  }
}
