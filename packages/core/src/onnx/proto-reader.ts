/** Reads bytes from … to of a file. */
export type ReadRange = (from: number, to: number) => Promise<Uint8Array>;

/**
 * What to do with a field: called with the offset at which its content ends (length-delimited fields). It may say where to
 * go on instead of there.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: most handlers return nothing
export type FieldHandler = (end: number) => Promise<number | void>;

const window = 1 << 16;

/**
 * A forward reader of protocol buffers over a file that is not in memory: it keeps one window of bytes and skips
 * fields that nobody asks for by moving on.
 */
export class ProtoReader {
  #offset = 0;
  #end = 0;
  #bytes: Uint8Array = new Uint8Array();
  #start = 0;

  constructor(
    private readonly read: ReadRange,
    private readonly size: number,
  ) {}

  /** Where the next byte is read. */
  get offset(): number {
    return this.#offset;
  }

  /** Reads fields up to `end`, giving those with a handler to it and skipping the others. */
  async message(end: number, handlers: Readonly<Record<number, FieldHandler>>): Promise<void> {
    while (this.#offset < end) {
      const tag = await this.varint();
      const handler = handlers[Math.floor(tag / 8)];
      switch (tag % 8) {
        case 0:
          if (handler) await handler(this.#offset);
          else await this.varint();
          break;
        case 1:
          this.#offset += 8;
          break;
        case 2: {
          const length = await this.varint();
          const stop = this.#offset + length;
          if (stop > end) throw new RangeError(`a field of ${length} bytes ends beyond its message`);
          this.#end = stop;
          this.#offset = (await handler?.(stop)) ?? stop;
          break;
        }
        case 5:
          this.#offset += 4;
          break;
        default:
          throw new RangeError(`byte ${this.#offset} starts no field`);
      }
    }
  }

  /** Where each field up to `end` begins, and its content (of a number, nothing) from … to; it then goes on behind it. */
  async *fields(end: number): AsyncGenerator<{ number: number; start: number; from: number; to: number }> {
    while (this.#offset < end) {
      const start = this.#offset;
      const tag = await this.varint();
      const kind = tag % 8;
      const length = kind === 0 || kind === 2 ? await this.varint() : kind === 1 ? 8 : 4;
      if (kind > 2 && kind !== 5) throw new RangeError(`byte ${start} starts no field`);
      const from = this.#offset;
      const to = kind === 0 ? from : from + length;
      if (to > end) throw new RangeError(`a field of ${length} bytes ends beyond its message`);
      yield { number: Math.floor(tag / 8), start, from, to };
      this.#offset = to;
    }
  }

  /** An unsigned number of up to 53 bits. */
  async varint(): Promise<number> {
    let value = 0;
    let factor = 1;
    for (let count = 0; count < 10; count++) {
      if (this.#offset >= this.#start + this.#bytes.length || this.#offset < this.#start) await this.#fill();
      const byte = this.#bytes[this.#offset++ - this.#start]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
    throw new RangeError(`byte ${this.#offset} continues a number of more than 64 bits`);
  }

  /** The content of the length-delimited field that was just entered, as text. */
  async text(): Promise<string> {
    const end = this.#end;
    if (end - this.#offset > window) throw new RangeError('a name is longer than 64 kB');
    if (this.#offset < this.#start || end > this.#start + this.#bytes.length) await this.#fill();
    return new TextDecoder().decode(this.#bytes.subarray(this.#offset - this.#start, end - this.#start));
  }

  async #fill(): Promise<void> {
    if (this.#offset >= this.size) throw new RangeError('the file ends in the middle of a field');
    this.#start = this.#offset;
    this.#bytes = await this.read(this.#offset, Math.min(this.#offset + window, this.size));
    if (this.#bytes.length === 0) throw new RangeError('the file ends in the middle of a field');
  }
}
