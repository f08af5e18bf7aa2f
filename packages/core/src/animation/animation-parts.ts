import type { Size } from '../image/rectangle.js';

/** Formats of animations; `apng` is a PNG that viewers without animation show the first frame of. */
export type AnimationFormat = 'gif' | 'webp' | 'apng';

export interface AnimationOptions extends Size {
  /** How often it is played; 0: without end. */
  readonly loop: number;
  /** An XMP document that the file carries. */
  readonly xmp?: Uint8Array | undefined;
}

/** Bytes that take the place of earlier ones. */
export interface Patch {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/**
 * Joins still pictures to an animation without keeping any of them: parts to be written one after the other, and at the end
 * what only then is known, written over the beginning.
 */
export interface AnimationWriter {
  begin(): Uint8Array;
  /** A still picture of the same format (PNG for `apng`) and of the animation's size, shown for `delay` milliseconds. */
  frame(still: Uint8Array, delay: number): Uint8Array;
  end(): { readonly bytes: Uint8Array; readonly patches: readonly Patch[] };
}
