import type { GraphEdit } from '../model/graph-edit.js';
import type { NetworkOutputs } from '../model/run-network.js';
import { shareStatistics } from '../onnx/edits/share-statistics.js';
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
  share: 'share of the statistics given',
  part: 'measured part',
  measured: 'statistics measured',
} as const;

/** Group normalisations take statistics that they are given, and tell what they see. */
export const sharing: GraphEdit = {
  kind: 'tiles',
  name: 'group normalisations with statistics of the whole picture',
  change: (graph) => shareStatistics(graph, names),
};

/** The output that tells statistics. */
export const { measured } = names;

/**
 * What a network with {@link sharing} is given beside its own input.
 *
 * @param given statistics to normalise by; without them it normalises by what it measures.
 * @param part top, left, bottom and right of the part of its input that is measured.
 */
export const statisticsFor = (given: Tensor | undefined, part: Float32Array): Readonly<Record<string, Tensor>> => ({
  [names.given]: given ?? tensor([1, 1, 1]),
  [names.share]: tensor([1], Float32Array.of(given ? 1 : 0)),
  [names.part]: tensor([4], part),
});
