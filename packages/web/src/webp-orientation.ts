/** A WebP of 2 × 1 pixels that says it is to be turned by a quarter. */
const probe =
  'UklGRlAAAABXRUJQVlA4WAoAAAAIAAAAAQAAAAAAVlA4TA8AAAAvAQAAAAcQ/Y/+ByKi/wEARVhJRhoAAABJSSoACAAAAAEAEgEDAAEAAAAGAAAAAAAAAA==';

let turns: Promise<boolean> | undefined;

/** Whether this browser turns WebP pictures as their EXIF says. Chromium 156 does so with JPEG and PNG only. */
function browserTurns(): Promise<boolean> {
  turns ??= createImageBitmap(new Blob([Uint8Array.from(atob(probe), (character) => character.charCodeAt(0))])).then(
    ({ width }) => width === 1,
  );
  return turns;
}

/** EXIF orientation, 1–8, that still has to be applied to a picture that the browser decoded; 1 means none. */
export async function remainingOrientation(bytes: Uint8Array): Promise<number> {
  const orientation = webpOrientation(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  return orientation === 1 || (await browserTurns()) ? 1 : orientation;
}

/** Canvas transforms by orientation (Exif 2.32, tag 0x0112) of a picture of w × h pixels, onto the canvas that it fills. */
export function orient(context: OffscreenCanvasRenderingContext2D, orientation: number, w: number, h: number): void {
  const transforms: Readonly<Record<number, DOMMatrix2DInit>> = {
    2: { a: -1, d: 1, e: w },
    3: { a: -1, d: -1, e: w, f: h },
    4: { a: 1, d: -1, f: h },
    5: { a: 0, b: 1, c: 1, d: 0 },
    6: { a: 0, b: 1, c: -1, d: 0, e: h },
    7: { a: 0, b: -1, c: -1, d: 0, e: h, f: w },
    8: { a: 0, b: -1, c: 1, d: 0, f: w },
  };
  context.setTransform(transforms[orientation]);
}

const isWebp = (view: DataView) =>
  view.byteLength > 30 && view.getUint32(0) === 0x52494646 && view.getUint32(8) === 0x57454250;

/** The EXIF chunk's orientation. Only the extended form, VP8X, has one. */
function webpOrientation(view: DataView): number {
  if (!isWebp(view) || view.getUint32(12) !== 0x56503858) return 1;
  for (let at = 12; at + 8 <= view.byteLength; ) {
    const size = view.getUint32(at + 4, true);
    if (view.getUint32(at) === 0x45584946) return tiffOrientation(view, at + 8, at + 8 + size);
    at += 8 + size + (size % 2);
  }
  return 1;
}

/** The orientation entry of the first directory of a TIFF structure (TIFF 6.0, section 2). */
function tiffOrientation(view: DataView, from: number, to: number): number {
  if (to > view.byteLength || to - from < 8) return 1;
  // Some writers put JPEG's "Exif\0\0" before it.
  const start = view.getUint32(from) === 0x45786966 ? from + 6 : from;
  const little = view.getUint16(start) === 0x4949;
  const directory = start + view.getUint32(start + 4, little);
  const count = directory + 2 <= to ? view.getUint16(directory, little) : 0;
  for (let entry = directory + 2; entry < directory + 2 + count * 12 && entry + 12 <= to; entry += 12) {
    if (view.getUint16(entry, little) !== 0x0112) continue;
    const value = view.getUint16(entry + 8, little);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}
