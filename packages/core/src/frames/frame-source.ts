import type { SourceRecord } from '../recipe.js';

/** A picture of an animation, and how long it is shown, in milliseconds. */
export interface SourceFrame<Input> {
  readonly image: Input;
  readonly delay: number;
}

/** Pictures in the order of an animation: a file, a folder, a list, or one picture many times. */
export interface FrameSource<Input> {
  /** How many there are, where that is known beforehand. */
  readonly count: number | undefined;
  /** How often it is played; 0: without end. */
  readonly loop: number;
  /** What recipes keep of it; nothing where no file, or folder, is it. */
  record?(): Promise<SourceRecord | undefined>;
  /** The frames from a number on; none is read before it is asked for. */
  read(from: number): AsyncIterable<SourceFrame<Input>>;
}
