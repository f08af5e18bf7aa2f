/** A file up to this size costs no more whole than in part. */
export const smallFile = 2 ** 16;
const largestBlock = 2 ** 19;
/** By how much more a reader gets ahead each time: few requests, and at most a fifth of what is fetched is not needed. */
const growth = 1.25;

type ReadBlock = (from: number, to: number) => Promise<Uint8Array>;

interface Block {
  readonly from: number;
  bytes: Uint8Array;
  /** Bytes that came with the last request. */
  fetched: number;
}

/**
 * Parts of a file on a server, each fetched once. Whoever reads on gets ahead by more each time, so that a long header takes
 * few requests; whoever jumps gets what was asked for.
 */
export class PartReader {
  readonly #blocks: Block[] = [];
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly size: number) {}

  /** Reads of several callers take turns, so that one finds what another brought. */
  read(from: number, to: number, readBlock: ReadBlock): Promise<Uint8Array> {
    const turn = this.#last.then(() => this.#read(from, to, readBlock));
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #read(from: number, to: number, readBlock: ReadBlock): Promise<Uint8Array> {
    const near = this.#blocks.find(({ from: start, bytes }) => from >= start && from <= start + bytes.length);
    const block = near ?? { from, bytes: new Uint8Array(), fetched: 0 };
    const end = block.from + block.bytes.length;
    if (to > end) {
      const ahead = Math.min(Math.ceil(block.fetched * growth), largestBlock);
      const more = await readBlock(end, Math.min(this.size, Math.max(to, end + ahead)));
      const bytes = new Uint8Array(block.bytes.length + more.length);
      bytes.set(block.bytes);
      bytes.set(more, block.bytes.length);
      block.bytes = bytes;
      block.fetched = more.length;
      if (near === undefined) this.#blocks.push(block);
    }
    return block.bytes.slice(from - block.from, to - block.from);
  }
}
