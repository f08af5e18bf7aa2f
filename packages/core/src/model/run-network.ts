import { fromNetwork, type NetworkTensor, type TensorSpec, toNetwork } from '../backend/network-tensor.js';
import type { Feeds, Session } from '../backend/runtime.js';
import { ModelInvalidError, NonFiniteError } from '../errors/index.js';
import type { Tensor } from '../tensor/tensor.js';

/** What a network put out, by the names of its outputs. */
export type Outputs = Readonly<Record<string, Tensor>>;

export interface RunOptions {
  /** The outputs wanted, by name. */
  readonly outputs: readonly string[];
  /** What the run is for, in words that end a sentence about it. */
  readonly where?: string | undefined;
}

/**
 * Runs a network once. Values are given by meaning; element type, rank and presence of each input are the graph's, since
 * exports of one family differ in all three (a timestep is a float scalar here, an int64 vector there).
 *
 * @throws ModelInvalidError `MODEL_INVALID` when the graph wants an input that nobody has a value for;
 *   NonFiniteError `NON_FINITE` when an output holds NaN or infinity.
 */
export async function runNetwork(
  component: string,
  session: Session,
  values: Readonly<Record<string, Tensor>>,
  { outputs, where = 'for this picture' }: RunOptions,
): Promise<Outputs> {
  const given = await session.run(feedsFor(component, session.inputs, values), outputs);
  const read = outputs.map((name) => [name, fromNetwork(given[name]!)] as const);
  for (const [, { data }] of read) if (!allFinite(data)) throw new NonFiniteError(component, where);
  return Object.fromEntries(read);
}

/** Values in the types and ranks that a graph's inputs declare, by position where a lone input has another name. */
export function feedsFor(
  component: string,
  inputs: readonly TensorSpec[],
  values: Readonly<Record<string, Tensor>>,
): Feeds {
  const names = Object.keys(values);
  const feeds: Record<string, NetworkTensor> = {};
  for (const spec of inputs) {
    const value = values[spec.name] ?? (inputs.length === 1 && names.length === 1 ? values[names[0]!] : undefined);
    if (!value) {
      throw new ModelInvalidError(
        component,
        `${component}: its graph wants an input "${spec.name}", which this family does not have (it has ${names.join(', ')}).`,
      );
    }
    feeds[spec.name] = toNetwork(fitRank(value, spec, values), spec.type);
  }
  return feeds;
}

/** A scalar for an input of rank 1 is repeated to its length: 1, or the batch where the graph fixes it. */
function fitRank(value: Tensor, { dims }: TensorSpec, values: Readonly<Record<string, Tensor>>): Tensor {
  if (value.dims.length > 0 || dims.length === 0) return value;
  const batch = Object.values(values).find((tensor) => tensor.dims.length > 1)?.dims[0] ?? 1;
  const length = typeof dims[0] === 'number' ? dims[0] : batch;
  return { data: new Float32Array(length).fill(value.data[0]!), dims: [length] };
}

/** 0·x is 0 for every finite x and NaN otherwise, so one sum tells. */
function allFinite(values: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * 0;
  return sum === 0;
}
