import { floatOf, type GraphNode } from './graph-node.js';
import { fieldOf, fieldsOf, numbersOf } from './message.js';
import type { StoredTensors } from './stored-tensors.js';
import type { Makers } from './trace.js';

/** TensorProto 1 dims, 9 raw_data. */
const tensors = { dims: 1, raw: 9 } as const;

/** A group normalisation (Wu & He 2018, arXiv:1803.08494) over feature maps. */
export interface GroupNorm {
  /** [1, channels, height, width], and the same as [1, groups, rest]: names of tensors. */
  readonly picture: string;
  readonly grouped: string;
  readonly output: string;
  readonly groups: number;
  readonly epsilon: number;
}

/** Group normalisation as it is exported: channels are shaped into groups, and those normalised, by themselves alone. */
export function groupNormOf(node: GraphNode, makers: Makers, stored: StoredTensors): GroupNorm | undefined {
  if (node.type !== 'InstanceNormalization') return undefined;
  const [grouped = '', scale = '', bias = ''] = node.inputs;
  const [output = ''] = node.outputs;
  const shaping = makers.get(grouped);
  const picture = shaping?.inputs[0] ?? '';
  const tokens = ['Reshape', 'Transpose'].includes(makers.get(picture)?.type ?? '');
  const constant = (name: string) => {
    const maker = makers.get(name);
    return stored.get(maker?.type === 'Cast' ? maker.inputs[0]! : name);
  };
  if (shaping?.type !== 'Reshape' || tokens || !repeats(constant(scale), ones) || !repeats(constant(bias), zeros))
    return undefined;
  return { picture, grouped, output, groups: lengthOf(constant(scale)), epsilon: floatOf(node, 'epsilon') ?? 1e-5 };
}

const lengthOf = (tensor: Uint8Array | undefined): number =>
  tensor ? numbersOf(fieldsOf(tensor), tensors.dims).reduce((product, one) => product * one, 1) : 0;

/** A number in little-endian bytes, by how many it has: float16 and float32. */
type Pattern = Readonly<Record<number, readonly number[]>>;

const ones: Pattern = { 2: [0, 0x3c], 4: [0, 0, 0x80, 0x3f] };
const zeros: Pattern = { 2: [0, 0], 4: [0, 0, 0, 0] };

/** Whether a tensor holds one number again and again. */
function repeats(tensor: Uint8Array | undefined, pattern: Pattern): boolean {
  const raw = tensor && fieldOf(tensor, tensors.raw)?.content;
  const number = raw && pattern[raw.length / lengthOf(tensor)];
  return number !== undefined && raw!.every((byte, at) => byte === number[at % number.length]);
}
