import type { GraphEdit } from '../model/graph-edit.js';
import type { NetworkOutputs } from '../model/run-network.js';
import { shareStatistics } from '../onnx/edits/share-statistics.js';
import { spellGroupNorms } from '../onnx/edits/spell-group-norms.js';
import { type Tensor, tensor } from '../tensor/tensor.js';

/** A half of an autoencoder, run with its graph changed. */
export interface EditedHalf {
  /** What its own input and output are called. */
  readonly input: string;
  readonly output: string;
  run(
    values: Readonly<Record<string, Tensor>>,
    edits: readonly GraphEdit[],
    outputs: readonly string[],
  ): Promise<NetworkOutputs>;
  /** Frees what was opened of it: each of its pieces keeps the memory that it has worked in. */
  release(): Promise<void>;
}

const names = {
  given: 'statistics given',
  part: 'measured part',
  measured: 'statistics measured',
} as const;

/** Group normalisations take statistics that they are given, and tell what they see. */
export const sharing: GraphEdit = {
  kind: 'tiles',
  name: 'group normalisations with statistics of the whole picture',
  change: (graph) => shareStatistics(spellGroupNorms(graph), names),
};

/** The output that tells statistics. */
export const { measured } = names;

/**
 * What a network with {@link sharing} is given beside its own input.
 *
 * @param given [2, groups, 1], statistics to normalise by, of the first groups or of all; without them it normalises by what it
 * measures.
 * @param part top, left, bottom and right of the part of its input that is measured.
 */
export function statisticsFor(given: Tensor | undefined, part: Float32Array): Readonly<Record<string, Tensor>> {
  const groups = given?.dims[1] ?? 1;
  const known = tensor([3, groups, 1]);
  if (given) {
    known.data.set(given.data);
    known.data.fill(1, 2 * groups);
  }
  return { [names.given]: known, [names.part]: tensor([4], part) };
}
