/** A change of a graph that a call asks for, as plain data: it names what is opened, wherever that is kept. */
export type GraphEdit =
  | LayerOutputsEdit
  | ResidualInputsEdit
  | WeightsEdit
  | DeepFeaturesEdit
  | FirstBlockEdit
  | TilesEdit;

/** A text encoder puts out every layer, and what its last normalisation makes of each: `last` is the output that it makes now. */
export interface LayerOutputsEdit {
  readonly kind: 'layer-outputs';
  readonly last: string;
}

/** Weights become others. What changes them is told apart by its hash and how much of it is added. */
export interface WeightsEdit {
  readonly kind: 'weights';
  readonly loras: readonly (readonly [sha256: string, weight: number])[];
  /** What the weights that change take as float32. */
  readonly bytes: number;
  /** @returns the graph with the operations that make the new weights. */
  change(graph: Uint8Array): Promise<Uint8Array>;
}

/** A UNet adds what it is given to its skip connections and to what its middle block puts out, so many in all. */
export interface ResidualInputsEdit {
  readonly kind: 'residual-inputs';
  readonly count: number;
}

/**
 * A UNet puts out its deep features, or is given them: what comes through everything deeper than a skip connection, counted
 * from the last one, 0. It is the tensor `deep features`.
 */
export interface DeepFeaturesEdit {
  readonly kind: 'keep-deep-features' | 'reuse-deep-features';
  readonly depth: number;
}

/**
 * A transformer is its first block alone, all that follows, or what lies behind the last block; its tensors between them are
 * those of `firstBlock`.
 */
export interface FirstBlockEdit {
  readonly kind: 'first-block';
  readonly part: 'head' | 'body' | 'tail';
}

/** An autoencoder's half is made for what sees a picture part by part. */
export interface TilesEdit {
  readonly kind: 'tiles';
  /** What it is made, which tells it apart, and says what a graph without a place for it lacks. */
  readonly name: string;
  /** @returns nothing where the graph has no place for it. */
  change(graph: Uint8Array): Uint8Array | undefined;
}

/** The output that a text encoder with `layer-outputs` has behind the last layer but `skipped`. */
export const layerOutput = (skipped: number) => `hidden_state-${skipped}`;

/** The same, with the last normalisation. */
export const normedOutput = (skipped: number) => `last_hidden_state-${skipped}`;

/** What a UNet's deep features are called where they are put out and where they are given. */
export const deepFeatures = 'deep features';

/** What a transformer's parts hand to one another. */
export const firstBlock = {
  picture: 'picture tokens',
  text: 'text tokens',
  change: 'change of the first block',
  rest: 'change of all others',
} as const;

/** The input that a UNet with `residual-inputs` has for a skip connection, in the order of the down path; the last is the middle block's. */
export const residualInput = (residual: number) => `residual-${residual}`;
