/** Bytes as the file formats spell them. None of these throws, whatever the bytes are. */

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** One byte a character: names and Latin-1 texts. */
export function latin1Bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export function latin1Text(bytes: Uint8Array): string {
  return textOfUnits(bytes);
}

/** UTF-8; what is none becomes U+FFFD. */
export function utf8Text(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes);
}

/**
 * A text of an encoding that nobody states, or that tools state wrongly: UTF-8 where it can be, which other texts beyond
 * ASCII hardly ever are, else Latin-1.
 */
export function plainText(bytes: Uint8Array): string {
  return encodedText(bytes, 'utf-8') ?? latin1Text(bytes);
}

/** A text of the encoding of this name (WHATWG's); nothing where the bytes are none, or this runtime lacks it. */
export function encodedText(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

export function utf8Bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function utf16Bytes(text: string): Uint8Array {
  const out = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) {
    out[2 * i] = text.charCodeAt(i) >>> 8;
    out[2 * i + 1] = text.charCodeAt(i);
  }
  return out;
}

export function utf16Text(bytes: Uint8Array, littleEndian: boolean): string {
  const units = new Uint16Array(bytes.length >> 1);
  for (let i = 0; i < units.length; i++) {
    const [first, second] = [bytes[2 * i]!, bytes[2 * i + 1]!];
    units[i] = littleEndian ? first | (second << 8) : (first << 8) | second;
  }
  return textOfUnits(units);
}

export function startsWith(bytes: Uint8Array, start: Uint8Array, at = 0): boolean {
  return start.length <= bytes.length - at && start.every((byte, index) => bytes[at + index] === byte);
}

/** A view for multi-byte numbers of exactly these bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** `String.fromCharCode` takes its characters as arguments, of which there is a limit. */
function textOfUnits(units: Uint8Array | Uint16Array): string {
  let text = '';
  for (let i = 0; i < units.length; i += 8192) text += String.fromCharCode(...units.subarray(i, i + 8192));
  return text;
}
