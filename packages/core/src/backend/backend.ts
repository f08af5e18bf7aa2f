import type { Image } from '../image/image.js';
import type { ModelFile } from './files.js';
import type { NetworkTensor, TensorSpec } from './network-tensor.js';

/** Tensors by the names that the graph gives them. */
export type Feeds = Readonly<Record<string, NetworkTensor>>;

/** An open network. `run` may be called again before it is done; calls then queue. */
export interface Session {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** Feeds hold exactly the graph's inputs; `fetches` names the outputs wanted, all by default. */
  run(feeds: Feeds, fetches?: readonly string[]): Promise<Feeds>;
  dispose(): Promise<void>;
}

export type ImageFormat = 'png' | 'jpeg' | 'webp';

export interface EncodeOptions {
  /** 1–100, for JPEG and WebP. */
  readonly quality?: number;
}

export interface DecodeOptions {
  /** More pixels than this are refused before decoding. */
  readonly limitInputPixels: number;
  readonly signal?: AbortSignal | undefined;
}

/** What a machine or browser can do, as `detect()` reports it. */
export interface Capabilities {
  readonly backend: string;
  /** Execution providers that can be asked for here, best first. */
  readonly providers: readonly string[];
  readonly threads: number;
  readonly webgpu: boolean;
  readonly shaderF16: boolean;
  readonly crossOriginIsolated: boolean;
  /** Bytes of memory, where the platform tells. */
  readonly memory: number | undefined;
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * A runtime and a codec: what core asks of a platform. Everything else (resizing, noise, guidance) core does itself, so
 * that Node and browser run the same formulas. `Input` is what the platform takes as a picture.
 */
export interface Backend<Input = unknown> {
  readonly name: string;
  /**
   * Opens a network.
   * @throws BackendError `BACKEND` with ONNX Runtime's own error as cause; ModelInvalidError `MODEL_INVALID` when the file is no graph.
   */
  createSession(file: ModelFile, signal?: AbortSignal): Promise<Session>;
  /** Width and height in pixels with orientation applied, read from the header alone. */
  measureImage(input: Input, options: DecodeOptions): Promise<{ width: number; height: number }>;
  /** sRGB, 8 bits, RGBA with straight alpha, orientation applied, 16-bit values divided by 257 and rounded. */
  decodeImage(input: Input, options: DecodeOptions): Promise<Image>;
  /** Encoded bytes without metadata; core adds recipe and label itself. */
  encodeImage(image: Image, format: ImageFormat, options?: EncodeOptions): Promise<Uint8Array>;
  detect(): Promise<Capabilities>;
  /** Ends what the backend keeps running (a worker); sessions are disposed by their owners before. */
  dispose(): Promise<void>;
}
