import type { Image } from '../image/image.js';
import type { Tween, TweenCurve } from './tween.js';

/** How frames belong together. */
export interface FramesTogether {
  /**
   * 0–1: how much of a frame's source is the frame painted before. Above 0 looks stay steady where the noise alone does not
   * hold them, and movements leave traces. Default 0.
   */
  readonly follow?: number | undefined;
  /** Draws the colours of all frames to those of the first. Default: where `follow` is above 0, but not with a mask. */
  readonly steadyColors?: boolean | undefined;
  /** What options are at the first frame and at the last: `{ strength: [0.2, 0.8] }`. */
  readonly tween?: Tween | undefined;
  /** How `tween` gets from one to the other. Default `linear`. */
  readonly curve?: TweenCurve | undefined;
  /** Loopback: an animation of so many frames of one picture, each painted from the one before (`length`, and `follow: 1`). */
  readonly loops?: number | undefined;
  /** How many frames an animation of one picture has. */
  readonly length?: number | undefined;
  /** Milliseconds that each frame is shown. Default: as in the source; 100 where it does not say. */
  readonly delay?: number | undefined;
  /** Goes on behind frames that are painted already. */
  readonly resume?: ResumedFrames | undefined;
}

/** Where an animation is taken up again. */
export interface ResumedFrames {
  /** The number, from 0, of the frame that is painted next. */
  readonly index: number;
  /** The first painted frame, and the one before `index`. */
  readonly first: Image;
  readonly last: Image;
}
