/** A change of a graph that a call asks for, as plain data: it names what is opened, wherever that is kept. */
export interface GraphEdit {
  /** A text encoder puts out every layer, and what its last normalisation makes of each: `last` is the output that it makes now. */
  readonly kind: 'layer-outputs';
  readonly last: string;
}

/** The output that a text encoder with `layer-outputs` has behind the last layer but `skipped`. */
export const layerOutput = (skipped: number) => `hidden_state-${skipped}`;

/** The same, with the last normalisation. */
export const normedOutput = (skipped: number) => `last_hidden_state-${skipped}`;
