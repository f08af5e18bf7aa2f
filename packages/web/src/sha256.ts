/** More than this is hashed piece by piece, so that no file has to fit into memory. */
const wholeAtOnce = 64 * 2 ** 20;

/** sha256 of a file, in hex. */
export async function sha256Of(file: Blob): Promise<string> {
  // The browser's own digest is several times faster, but takes the whole file, and exists on secure pages only.
  if (file.size <= wholeAtOnce && globalThis.crypto.subtle !== undefined) {
    return hexDigest(await file.arrayBuffer());
  }
  const hash = new Sha256();
  const reader = file.stream().getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) hash.update(piece.value);
  return hex(hash.digest());
}

/** sha256 of bytes in memory, in hex. */
export async function hexDigest(bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): Promise<string> {
  if (globalThis.crypto.subtle !== undefined) {
    return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
  }
  const hash = new Sha256();
  hash.update(new Uint8Array(bytes));
  return hex(hash.digest());
}

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * SHA-256 of bytes that come piece by piece, which browsers do not have (FIPS 180-4, §6.2). Libraries for it are four
 * times as large.
 */
export class Sha256 {
  readonly #state = fractions(8, 1 / 2);
  readonly #block = new Uint8Array(64);
  #length = 0;

  update(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < bytes.length; ) {
      const filled = this.#length % 64;
      const taken = Math.min(64 - filled, bytes.length - at);
      if (taken === 64) compress(this.#state, view, at);
      else {
        this.#block.set(bytes.subarray(at, at + taken), filled);
        if (filled + taken === 64) compress(this.#state, new DataView(this.#block.buffer), 0);
      }
      at += taken;
      this.#length += taken;
    }
  }

  /** Of all bytes so far. Nothing can be added afterwards. */
  digest(): Uint8Array {
    const filled = this.#length % 64;
    const padding = new DataView(new ArrayBuffer((filled < 56 ? 64 : 128) - filled));
    padding.setUint8(0, 0x80);
    padding.setBigUint64(padding.byteLength - 8, BigInt(this.#length) * 8n);
    this.update(new Uint8Array(padding.buffer));
    const digest = new DataView(new ArrayBuffer(32));
    for (const [i, word] of this.#state.entries()) digest.setInt32(4 * i, word);
    return new Uint8Array(digest.buffer);
  }
}

const rounds = fractions(64, 1 / 3);
const words = new Int32Array(64);

function compress(state: Int32Array, view: DataView, at: number): void {
  for (let i = 0; i < 16; i++) words[i] = view.getInt32(at + 4 * i);
  for (let i = 16; i < 64; i++) {
    const early = words[i - 15]!;
    const late = words[i - 2]!;
    const first = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    const second = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
    words[i] = (words[i - 16]! + first + words[i - 7]! + second) | 0;
  }
  let [a, b, c, d] = [state[0]!, state[1]!, state[2]!, state[3]!];
  let [e, f, g, h] = [state[4]!, state[5]!, state[6]!, state[7]!];
  for (let i = 0; i < 64; i++) {
    const mixed = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + rounds[i]! + words[i]!) | 0;
    const added = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + mixed) | 0;
    d = c;
    c = b;
    b = a;
    a = (mixed + added) | 0;
  }
  state[0]! += a;
  state[1]! += b;
  state[2]! += c;
  state[3]! += d;
  state[4]! += e;
  state[5]! += f;
  state[6]! += g;
  state[7]! += h;
}

const turn = (word: number, by: number) => (word >>> by) | (word << (32 - by));

/** The first 32 bits after the point of the roots of the first primes. */
function fractions(count: number, power: number): Int32Array {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime > 0)) primes.push(n);
  return Int32Array.from(primes, (prime) => Math.floor((prime ** power % 1) * 2 ** 32) | 0);
}
