import type { ImageCodec } from './image-codec.js';
import type { Runtime } from './runtime.js';

/**
 * What core asks of a platform: a runtime and a codec. Everything else (resizing, noise, guidance) core does itself, so
 * that Node and browser run the same formulas. `Input` is what the platform takes as a picture.
 */
export interface Backend<Input = unknown> extends Runtime, ImageCodec<Input> {}
