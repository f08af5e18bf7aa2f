import { fromNetwork, type NetworkTensor, type TensorSpec, toNetwork } from '../backend/network-tensor.js';
import type { Feeds, Session } from '../backend/runtime.js';
import { ModelInvalidError, NonFiniteError } from '../errors/index.js';
import { stack, unstack } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import type { GraphEdit } from './graph-edit.js';

/** What a network put out, by the names of its outputs. */
export type NetworkOutputs = Readonly<Record<string, Tensor>>;

export interface RunOptions {
  /** The outputs wanted, by name. */
  readonly outputs: readonly string[];
  /** What is changed of the graph while it is opened. */
  readonly edits?: readonly GraphEdit[] | undefined;
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
): Promise<NetworkOutputs> {
  const given = await session.run(feedsFor(component, session.inputs, values), outputs);
  const read = outputs.map((name) => [name, fromNetwork(given[name]!)] as const);
  for (const [, { data }] of read) if (!allFinite(data)) throw new NonFiniteError(component, where);
  if (!session.inputs.some((spec) => places(spec, valueFor(spec, session.inputs, values)) > 1))
    return Object.fromEntries(read);
  return Object.fromEntries(read.map(([name, output]) => [name, unstack(output)[0]!]));
}

/** Values in the types and ranks that a graph's inputs declare, by position where a lone input has another name. */
export function feedsFor(
  component: string,
  inputs: readonly TensorSpec[],
  values: Readonly<Record<string, Tensor>>,
): Feeds {
  const feeds: Record<string, NetworkTensor> = {};
  for (const spec of inputs) {
    const value = valueFor(spec, inputs, values);
    if (!value) {
      throw new ModelInvalidError(
        component,
        `${component}: its graph wants an input "${spec.name}", which this family does not have (it has ${Object.keys(values).join(', ')}).`,
      );
    }
    feeds[spec.name] = toNetwork(fillBatch(fitRank(value, spec, values), spec), spec.type);
  }
  return feeds;
}

function valueFor({ name }: TensorSpec, inputs: readonly TensorSpec[], values: Readonly<Record<string, Tensor>>) {
  const all = Object.values(values);
  return values[name] ?? (inputs.length === 1 && all.length === 1 ? all[0] : undefined);
}

/** How often a lone example is given to an input whose graph fixes the batch. The first answer counts. */
function places({ dims: [batch] }: TensorSpec, value: Tensor | undefined): number {
  return typeof batch === 'number' && value !== undefined && value.dims.length > 1 && value.dims[0] === 1 ? batch : 1;
}

function fillBatch(value: Tensor, spec: TensorSpec): Tensor {
  const copies = Array.from({ length: places(spec, value) }, () => value);
  return stack(copies as [Tensor, ...Tensor[]]);
}

/** A scalar for an input of rank 1 is repeated to its length: 1, or the batch where the graph fixes it. */
function fitRank(value: Tensor, { dims }: TensorSpec, values: Readonly<Record<string, Tensor>>): Tensor {
  if (value.dims.length > 0 || dims.length === 0) return value;
  const batch = Object.values(values).find((tensor) => tensor.dims.length > 1)?.dims[0] ?? 1;
  const length = typeof dims[0] === 'number' ? dims[0] : batch;
  return { data: new Float32Array(length).fill(value.data[0]!), dims: [length] };
}

/** In double no sum of finite float32 numbers is infinite, so one sum tells. Fours are added up apart: they do not wait for each other. */
function allFinite(values: Float32Array): boolean {
  const fours = values.length - (values.length % 4);
  let sum = 0;
  for (let i = 0; i < fours; i += 4) sum += values[i]! + values[i + 1]! + (values[i + 2]! + values[i + 3]!);
  for (let i = fours; i < values.length; i++) sum += values[i]!;
  return Number.isFinite(sum);
}
