import {
  type DecodeOptions,
  type EncodeOptions,
  type Image,
  ImageDecodeError,
  type ImageFormat,
  type OpenImage,
  OutOfMemoryError,
  throwIfAborted,
  UnsupportedError,
} from '@overpaint/core';
import { checkEncoding, checkPixelCount, type EncodedPicture, heicError, sourceRecord } from '@overpaint/core/platform';
import { pixelsInHeader } from './image-header.js';
import { contextOf, type LoadedInput, loadInput, type WebImageInput } from './image-input.js';

/** What reads the orientation of WebP pictures, which some browsers leave as they lie, and turns them. */
export type WebpTools = Pick<typeof import('./webp-orientation.js'), 'orient' | 'remainingOrientation'>;

/**
 * Reads a picture; the browser tells its size only by decoding it. RGBA, 8 bits, sRGB, straight alpha, orientation
 * applied; of an animation the first frame.
 *
 * @throws ImageDecodeError `IMAGE_DECODE` when the input is missing, empty, cut off or of an unknown format;
 * ImageTooLargeError `IMAGE_TOO_LARGE`, by the header where the format is known; AbortedError `ABORTED`.
 */
export async function openImage(
  input: WebImageInput,
  options: DecodeOptions,
  webpTools: () => Promise<WebpTools>,
): Promise<OpenImage> {
  const loaded = await loadInput(input, options.signal);
  const image = await readImage(loaded, options, webpTools);
  const { width, height } = image;
  const record = () => ('bytes' in loaded ? sourceRecord('file', loaded.bytes) : sourceRecord('pixels', image.data));
  return { width, height, decode: async () => image, record };
}

async function readImage(
  loaded: LoadedInput,
  options: DecodeOptions,
  webpTools: () => Promise<WebpTools>,
): Promise<Image> {
  if ('pixels' in loaded) {
    const { width, height, data } = checkPixelCount(loaded.pixels, options);
    return { width, height, data: new Uint8ClampedArray(data) };
  }
  if ('bitmap' in loaded) return readBitmap(checkPixelCount(loaded.bitmap, options));
  const pixels = pixelsInHeader(loaded.bytes);
  if (pixels !== undefined) checkPixelCount({ width: pixels, height: 1 }, options);
  // Of WebP only the extended form has room for EXIF.
  const webp = /^RIFF....WEBPVP8X/s.test(startOf(loaded.bytes, 16)) ? await webpTools() : undefined;
  const orientation = (await webp?.remainingOrientation(loaded.bytes)) ?? 1;
  const bitmap = await createImageBitmap(new Blob([loaded.bytes as Uint8Array<ArrayBuffer>])).catch(
    (cause: unknown) => {
      throw decodeError(loaded, cause);
    },
  );
  throwIfAborted(options.signal);
  checkPixelCount(bitmap, options);
  if (orientation === 1) return readBitmap(bitmap);
  return readBitmap(bitmap, orientation > 4, (at) => webp!.orient(at, orientation, bitmap.width, bitmap.height));
}

const startOf = (bytes: Uint8Array, length: number) => String.fromCharCode(...bytes.subarray(0, length));

function readBitmap(
  bitmap: ImageBitmap,
  lying = false,
  turn?: (context: OffscreenCanvasRenderingContext2D) => void,
): Image {
  const width = lying ? bitmap.height : bitmap.width;
  const height = lying ? bitmap.width : bitmap.height;
  try {
    const context = contextOf(width, height);
    turn?.(context);
    context.drawImage(bitmap, 0, 0);
    return { width, height, data: context.getImageData(0, 0, width, height).data };
  } catch (cause) {
    throw new OutOfMemoryError('image', `image: ${width} × ${height} pixels are more than this browser can draw.`, {
      cause,
    });
  } finally {
    bitmap.close();
  }
}

function decodeError({ bytes, name }: EncodedPicture, cause: unknown): Error {
  const heic = heicError({ bytes, name }, 'this browser cannot read', cause);
  if (heic !== undefined) return heic;
  const start = startOf(bytes, 12);
  const known = /^(\x89PNG|\xff\xd8\xff|GIF8|BM|RIFF....WEBP|....ftypavi[fs])/s.test(start);
  return new ImageDecodeError(
    known
      ? `image: ${name} is damaged or cut off. Copy or download it again.`
      : `image: expected a JPEG, PNG, WebP, AVIF, GIF or BMP picture, but ${name} is none of them, whatever its name says.`,
    { cause },
  );
}

/**
 * Encoded bytes without metadata. `quality` is 1–100, 90 by default, and does not concern PNG; JPEG has no alpha and
 * gets it flattened on white.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for a quality out of range, or sides that the format cannot hold;
 * UnsupportedError `UNSUPPORTED` for a format that this browser cannot write (WebP in Safari).
 */
export async function encodeImage(
  { width, height, data }: Image,
  format: ImageFormat,
  options: EncodeOptions = {},
): Promise<Uint8Array> {
  const quality = checkEncoding({ width, height }, format, options);
  const context = contextOf(width, height);
  context.putImageData(new ImageData(data as Uint8ClampedArray<ArrayBuffer>, width, height), 0, 0);
  if (format === 'jpeg') {
    context.globalCompositeOperation = 'destination-over';
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
  }
  const type = `image/${format}`;
  // At quality 1 browsers write lossless WebP, several times the size.
  const blob = await context.canvas.convertToBlob({ type, quality: Math.min(quality / 100, 0.99) });
  if (blob.type !== type) {
    throw new UnsupportedError(`encode-${format}`, `format: this browser cannot write ${format}. Use png or jpeg.`);
  }
  return new Uint8Array(await blob.arrayBuffer());
}
