import type { Fit, Size } from '../image/index.js';

/** A picture that an editing network sees beside the one that it paints. */
export interface ReferencePlan {
  /** The picture as it came, and as the network sees it. */
  readonly source: Size;
  readonly size: Size;
  /** How many tokens it adds to every question. */
  readonly tokens: number;
  readonly fit: Fit;
}

/** What editing models look at. Plain JSON. */
export interface SeenPictures {
  /** The pictures that the network sees with every question, the source first. */
  readonly references: readonly ReferencePlan[];
  /** Tokens of one question: of the text, of the picture that is painted, and all with those of the references. */
  readonly tokens: { readonly text: number; readonly painted: number; readonly all: number };
}
