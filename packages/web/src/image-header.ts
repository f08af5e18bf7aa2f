/**
 * Width times height of an encoded picture, from its header: what has to be known before pixels are decoded, since a
 * file of a few kilobytes can hold gigabytes of them. PNG, JPEG, WebP, GIF and BMP; others are undefined.
 */
export function pixelsInHeader(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const start = view.getUint32(0);
    if (start === 0x89504e47) return view.getUint32(16) * view.getUint32(20);
    if (start >>> 8 === 0xffd8ff) return jpegPixels(view);
    if (start === 0x52494646 && view.getUint32(8) === 0x57454250) return webpPixels(view);
    if (start === 0x47494638) return view.getUint16(6, true) * view.getUint16(8, true);
    if (start >>> 16 === 0x424d) return Math.abs(view.getInt32(18, true) * view.getInt32(22, true));
  } catch {
    // cut off: decoding will say so
  }
  return undefined;
}

/** Walks the segments to the frame header, SOF0 to SOF15 (ITU T.81, B.2.2), which is none of DHT, JPG and DAC. */
function jpegPixels(view: DataView): number {
  let at = 2;
  for (;;) {
    const marker = view.getUint16(at);
    if (marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker)) {
      return view.getUint16(at + 5) * view.getUint16(at + 7);
    }
    // A byte of filling comes before some markers.
    at += marker === 0xffff ? 1 : 2 + view.getUint16(at + 2);
  }
}

/** The first chunk: VP8X (canvas size less one, 24 bits), VP8L (14 bits each, less one) or VP8 (14 bits each). */
function webpPixels(view: DataView): number | undefined {
  const kind = view.getUint32(12);
  const three = (at: number) => view.getUint16(at, true) + view.getUint8(at + 2) * 65536;
  if (kind === 0x56503858) return (three(24) + 1) * (three(27) + 1);
  if (kind === 0x5650384c) {
    const bits = view.getUint32(21, true);
    return ((bits & 0x3fff) + 1) * (((bits >>> 14) & 0x3fff) + 1);
  }
  return (view.getUint16(26, true) & 0x3fff) * (view.getUint16(28, true) & 0x3fff);
}
