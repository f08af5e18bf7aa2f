/** A place on the photo, in the photo's own pixels: marks look the same however large the photo is shown. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** One thing done with the brush. */
export type Mark = Stroke | { readonly kind: 'invert' } | { readonly kind: 'clear' };

/** A line through points with round ends; through one point, a spot. */
export interface Stroke {
  readonly kind: 'stroke';
  readonly points: readonly Point[];
  /** In pixels of the photo. */
  readonly width: number;
  readonly erases: boolean;
}

/** What was done, first to last, and what was taken back. A value: each change makes another one. */
export interface Marks {
  readonly done: readonly Mark[];
  readonly undone: readonly Mark[];
}

export const noMarks: Marks = { done: [], undone: [] };

/** Does one more thing; what was taken back before it is gone. */
export const addMark = ({ done }: Marks, mark: Mark): Marks => ({ done: [...done, mark], undone: [] });

export function undo({ done, undone }: Marks): Marks {
  const last = done.at(-1);
  return last ? { done: done.slice(0, -1), undone: [...undone, last] } : { done, undone };
}

export function redo({ done, undone }: Marks): Marks {
  const next = undone.at(-1);
  return next ? { done: [...done, next], undone: undone.slice(0, -1) } : { done, undone };
}
