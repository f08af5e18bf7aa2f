import type { Image, Size } from '../image/index.js';
import type { SourceRecord } from '../recipe.js';

export type ImageFormat = 'png' | 'jpeg' | 'webp';

export interface EncodeOptions {
  /** 1–100, for JPEG and WebP. */
  readonly quality?: number | undefined;
}

export interface DecodeOptions {
  /** More pixels than this are refused before decoding. Default: 16,383². */
  readonly limitInputPixels?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A picture that was read once: its size is known, its pixels come when they are asked for. */
export interface OpenImage {
  /** In pixels, with orientation applied. */
  readonly width: number;
  readonly height: number;
  /**
   * sRGB, 8 bits, RGBA with straight alpha, orientation applied, 16-bit values divided by 257 and rounded.
   *
   * @param enough a size with which whoever asks is content: a picture that is decoded at a fraction of its size for less work may
   * come so, no smaller than this.
   */
  decode(enough?: Size): Promise<Image>;
  /** What recipes keep of it; nothing where the platform does not hash. */
  record?(): Promise<SourceRecord | undefined>;
}

/** Reads and writes pictures. `Input` is what the platform takes as one. Resizing is core's. */
export interface ImageCodec<Input = unknown> {
  /**
   * Reads a source picture's bytes and its header.
   * @throws ImageDecodeError `IMAGE_DECODE`, ImageTooLargeError `IMAGE_TOO_LARGE`, AbortedError `ABORTED`; `decode` too.
   */
  openImage(input: Input, options: DecodeOptions): Promise<OpenImage>;
  /** Encoded bytes without metadata; core adds recipe and label itself. */
  encodeImage(image: Image, format: ImageFormat, options?: EncodeOptions): Promise<Uint8Array>;
}
