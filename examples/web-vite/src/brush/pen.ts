import type { Size } from './draw-marks.js';
import type { Point } from './marks.js';

/** What a hand does with the brush, whether it moves a pointer or presses keys. */
export interface Pen {
  /** The photo that it moves over. */
  readonly photo: Size;
  /** Of its tip, in pixels of the photo. */
  readonly width: number;
  down(at: Point, erases: boolean): void;
  move(through: readonly Point[]): void;
  up(): void;
  /** Ends a stroke as if it had not been begun. */
  drop(): void;
}
