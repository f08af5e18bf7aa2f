import {
  type DecodeOptions,
  type EncodeOptions,
  from16Bit,
  type Image,
  type ImageCodec,
  ImageDecodeError,
  type ImageFormat,
  InvalidArgumentError,
  type OpenImage,
  OutOfMemoryError,
  type Size,
  throwIfAborted,
} from '@overpaint/core';
import {
  checkEncoding,
  checkPixelCount,
  checkPixels,
  type EncodedPicture,
  heicError,
  sourceRecord,
} from '@overpaint/core/platform';
import sharp, { type Metadata, type SharpOptions } from 'sharp';
import { loadInput, type NodeImageInput } from './image-input.js';

// The first frame only. Warnings (a wrong checksum of a text, bytes after the end) pass, as in every viewer; what is
// missing or wrong in the pixels does not. The limit on pixels is checked by us, from the header, with our own error.
const reading: SharpOptions = { failOn: 'error', limitInputPixels: false, pages: 1 };

/**
 * Reads a picture's bytes once, and its size from the header. Its pixels are RGBA, 8 bits, sRGB, straight alpha,
 * orientation applied; of an animation the first frame.
 *
 * @throws ImageDecodeError `IMAGE_DECODE` when the input is missing, empty, cut off or of an unknown format;
 * ImageTooLargeError `IMAGE_TOO_LARGE` by the header, before pixels are decoded; AbortedError `ABORTED`.
 */
export async function openImage(input: NodeImageInput, options: DecodeOptions): Promise<OpenImage> {
  if (typeof options !== 'object' || options === null) throw new InvalidArgumentError('options', 'an object', options);
  const { signal } = options;
  throwIfAborted(signal);
  const loaded = await loadInput(input, signal);
  if ('pixels' in loaded) {
    const { width, height, data } = loaded.pixels;
    const size = checkPixelCount({ width, height }, options);
    return {
      ...size,
      decode: async () => ({ ...size, data: new Uint8ClampedArray(data) }),
      record: () => sourceRecord('pixels', data),
    };
  }
  const header = await readHeader(loaded);
  return {
    ...checkPixelCount({ width: header.autoOrient.width, height: header.autoOrient.height }, options),
    async decode(enough) {
      throwIfAborted(signal);
      const image = await decodePixels(loaded.bytes, header, enough).catch((cause: Error) => {
        throw decodeError(loaded, cause);
      });
      throwIfAborted(signal);
      return image;
    },
    record: () => sourceRecord('file', loaded.bytes),
  };
}

async function readHeader(loaded: EncodedPicture): Promise<Metadata> {
  return sharp(loaded.bytes, reading)
    .metadata()
    .catch((cause: Error) => {
      throw decodeError(loaded, cause);
    });
}

async function decodePixels(bytes: Uint8Array, header: Metadata, enough: Size | undefined): Promise<Image> {
  const { depth, space, icc } = header;
  // libvips makes 8 bits of 16 by cutting off the lower byte; core's rule is the nearest 8-bit colour. Before that comes
  // the colour profile, for which sharp takes a way round: it converts colours of 16 bits to Display P3 first, which cuts
  // off what is outside, and greys not at all. Told to write sRGB, it converts from the picture's own profile at once.
  const wide = depth === 'ushort' && (space === 'grey16' || space === 'rgb16');
  const profiled = wide && icc !== undefined && isProfileOf(space, icc);
  const stored = sharp(bytes, { ...reading, ignoreIcc: wide });
  const whole = (header.orientation ?? 1) > 1 ? stored.autoOrient() : stored; // turning waits for all pixels
  const small = enough && quarterOf(header, enough);
  const picture = small ? whole.resize({ ...small, fit: 'fill' }) : whole;
  const { data, info } = await (profiled ? picture.withIccProfile('srgb') : picture)
    .toColourspace(profiled ? space : wide ? 'rgb16' : 'srgb')
    .ensureAlpha()
    .raw({ depth: wide ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { buffer, byteOffset, byteLength } = data;
  return {
    width: info.width,
    height: info.height,
    data: wide
      ? from16Bit(new Uint16Array(buffer, byteOffset, byteLength / 2), 4)
      : new Uint8ClampedArray(buffer as ArrayBuffer, byteOffset, byteLength),
  };
}

/** Pixels from which on decoding a picture takes as long as all else that is done with it. */
const many = 4e6;

/**
 * Sides of a large JPEG at a quarter of its size, which its decoder gives for half the work and a sixteenth of the memory: it leaves
 * out the waves of each block that are not seen then. Nothing where that is not enough, or a side has no quarter.
 */
function quarterOf({ format, autoOrient }: Metadata, enough: Size): Size | undefined {
  const [width, height] = [autoOrient.width / 4, autoOrient.height / 4];
  const wanted = format === 'jpeg' && 16 * width * height >= many && width >= enough.width && height >= enough.height;
  return wanted && Number.isInteger(width) && Number.isInteger(height) ? { width, height } : undefined;
}

/**
 * Whether a colour profile is whole and for greys or colours as the picture has them (ICC.1:2010, 7.2: size, signature and
 * colour space of its header). Any other counts as none, as it does for pictures with 8 bits.
 */
function isProfileOf(space: 'grey16' | 'rgb16', icc: Buffer): boolean {
  if (icc.length < 128 || icc.readUInt32BE(0) > icc.length || icc.toString('latin1', 36, 40) !== 'acsp') return false;
  return icc.toString('latin1', 16, 20) === (space === 'grey16' ? 'GRAY' : 'RGB ');
}

function decodeError({ bytes, name }: EncodedPicture, cause: Error): Error {
  if (/out of memory|failed to allocate/i.test(cause.message)) {
    return new OutOfMemoryError('image', `image: ${name} needs more memory than is free to be decoded.`, { cause });
  }
  const heic = heicError({ bytes, name }, 'cannot be read here', cause);
  if (heic !== undefined) return heic;
  if (/unsupported image format/i.test(cause.message)) {
    return new ImageDecodeError(
      `image: expected a JPEG, PNG, WebP, AVIF, GIF, TIFF or SVG picture, but ${name} is none of them, whatever its name says.`,
      { cause },
    );
  }
  return new ImageDecodeError(
    `image: ${name} is damaged or cut off (${cause.message.split('\n')[0]}). Copy or download it again.`,
    { cause },
  );
}

/**
 * Encoded bytes without metadata. `quality` is 1–100, 90 by default, and does not concern PNG; JPEG has no alpha and
 * gets it flattened on white.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for a quality out of range, or sides that the format cannot hold.
 */
export async function encodeImage(image: Image, format: ImageFormat, options: EncodeOptions = {}): Promise<Uint8Array> {
  const { width, height, data } = checkPixels(image, '{ width, height, data }');
  const quality = checkEncoding({ width, height }, format, options);
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const picture = sharp(bytes, { raw: { width, height, channels: 4 }, limitInputPixels: false });
  const flat = isOpaque(data) ? picture.removeAlpha() : picture;
  switch (format) {
    case 'png':
      return flat.png().toBuffer();
    case 'jpeg':
      return flat.flatten({ background: '#fff' }).jpeg({ quality, chromaSubsampling: '4:4:4' }).toBuffer();
    case 'webp':
      return flat.webp({ quality }).toBuffer();
  }
}

function isOpaque(data: Uint8ClampedArray): boolean {
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 255) return false;
  return true;
}

/**
 * Reads and writes pictures as the calls do. A source that is painted many times is read once with it: what `decode()`
 * gives is a picture that every call takes.
 *
 * @example
 * ```ts
 * import { img2img, nodeImageCodec } from '@overpaint/node';
 * const source = await nodeImageCodec.openImage('bird.jpg', { limitInputPixels: 100e6 });
 * const image = await source.decode();
 * for (const style of ['ink', 'watercolor']) await img2img({ image, style });
 * ```
 */
export const nodeImageCodec: ImageCodec<NodeImageInput> = { openImage, encodeImage };
