import type { Magnitude, WeightChange } from '../onnx/edits/change-weights.js';
import { join } from '../onnx/message.js';
import { einsum, type NewTensor, reshaped, rowsOf, type Term, tensorTerm } from '../onnx/term.js';
import type { LoraPart } from './lora-key.js';

/** The tensors of one layer in a LoRA file. */
export type LayerTensors = ReadonlyMap<LoraPart, NewTensor>;

/** How much of a layer's change is added. */
export interface LayerScale {
  readonly weight: number;
  /** What the change is divided by its rank for; the rank itself by default. */
  readonly alpha: number | undefined;
  /** Divided by the rank's square root instead (Kalajdzievski 2023, arXiv:2312.03732). */
  readonly rankStabilised?: boolean;
}

/** Which rows of the file's layer are the weight's: several layers may lie in one. */
export type Rows = readonly (readonly [from: number, to: number])[];

/**
 * What a LoRA file adds to a weight. Its kinds are those of kohya's tools, diffusers and LyCORIS: a product of two narrow
 * matrices (LoRA: Hu et al. 2021, arXiv:2106.09685; LoCon for convolutions), one through a kernel in the middle, an
 * element-wise product of two such (LoHa: Hyeon-Woo et al. 2021, arXiv:2108.06098), a Kronecker product (LoKr), or the whole
 * difference.
 *
 * @param dims of the weight, outputs first.
 * @returns nothing where the tensors make none of these, or one of another shape.
 */
export function layerChange(
  tensors: LayerTensors,
  dims: readonly number[],
  scale: LayerScale,
  rows: Rows | undefined,
): WeightChange | undefined {
  const change =
    lowRank(tensors, rows) ?? tucker(tensors) ?? hadamard(tensors) ?? kronecker(tensors) ?? difference(tensors);
  if (change === undefined) return undefined;
  const { delta, rank, outputs, size } = change;
  const expected = dims.reduce((a, b) => a * b, 1);
  const sliced = rows === undefined || delta.kind === 'low-rank' ? delta : someRows(delta, rows, outputs, size);
  const taken = rows?.reduce((sum, [from, to]) => sum + to - from, 0) ?? outputs;
  if (taken !== dims[0] || (size / outputs) * taken !== expected) return undefined;
  const { alpha, weight, rankStabilised } = scale;
  // An alpha of 0 means none, which is the rank's own.
  const divisor = !rank || !alpha ? undefined : rankStabilised ? Math.sqrt(rank) : rank;
  const own = divisor === undefined ? 1 : alpha! / divisor;
  if (tensors.has('dora_scale')) {
    const magnitude = columnsOrRows(tensors.get('dora_scale')!, dims, rows);
    return magnitude && { delta: sliced, scale: own, magnitude, share: weight };
  }
  const lengths = tensors.get('magnitude');
  const magnitude = lengths && ({ lengths: rows ? takeRows(lengths, rows) : lengths, per: 'output' } as const);
  return { delta: sliced, scale: own * weight, magnitude };
}

/** What is added, of how many rows and numbers, and the rank that alpha is divided by. */
interface Delta {
  readonly delta: WeightChange['delta'];
  readonly outputs: number;
  readonly size: number;
  readonly rank: number | undefined;
}

const countOf = ({ dims }: NewTensor) => dims.reduce((a, b) => a * b, 1);

function lowRank(tensors: LayerTensors, rows: Rows | undefined): Delta | undefined {
  const [up, down] = [tensors.get('up'), tensors.get('down')];
  if (!up || !down || tensors.has('mid')) return undefined;
  const rank = down.dims[0]!;
  const outputs = up.dims[0]!;
  const inputs = countOf(down) / rank;
  if (countOf(up) !== outputs * rank) return undefined;
  const wide = reshaped(rows ? takeRows(up, rows) : up, [rows ? lengthOf(rows) : outputs, rank]);
  const delta = { kind: 'low-rank', up: wide, down: reshaped(down, [rank, inputs]) } as const;
  return { delta, outputs, size: outputs * inputs, rank };
}

const lengthOf = (rows: Rows) => rows.reduce((sum, [from, to]) => sum + to - from, 0);

function takeRows(tensor: NewTensor, rows: Rows): NewTensor {
  const parts = rows.map(([from, to]) => rowsOf(tensor, from, to).bytes);
  const bytes = parts.length === 1 ? parts[0]! : join(parts);
  return { type: tensor.type, dims: [lengthOf(rows), ...tensor.dims.slice(1)], bytes };
}

/** A convolution by way of a small one: up [o, r, 1, 1], mid [r, r, h, w], down [r, i, 1, 1]. */
function tucker(tensors: LayerTensors): Delta | undefined {
  const [up, mid, down] = [tensors.get('up'), tensors.get('mid'), tensors.get('down')];
  if (!up || !mid || !down) return undefined;
  const [outputs, rank, inputs] = [up.dims[0]!, down.dims[0]!, countOf(down) / down.dims[0]!];
  if (mid.dims[0] !== rank || mid.dims[1] !== rank) return undefined;
  const kernel = countOf(mid) / (rank * rank);
  const delta = einsum(
    'oa,abk,bi->oik',
    tensorTerm(reshaped(up, [outputs, rank])),
    tensorTerm(reshaped(mid, [rank, rank, kernel])),
    tensorTerm(reshaped(down, [rank, inputs])),
  );
  return { delta, outputs, size: outputs * inputs * kernel, rank };
}

/** (a₁·b₁) ∘ (a₂·b₂); for kernels by way of t: a [r, o], b [r, i], t [r, r, h, w]. */
function hadamard(tensors: LayerTensors): Delta | undefined {
  const halves = (['1', '2'] as const).map((half) => {
    const [a, b, t] = [tensors.get(`hada_w${half}_a`), tensors.get(`hada_w${half}_b`), tensors.get(`hada_t${half}`)];
    return a && b && factors(a, b, t);
  });
  const [first, second] = halves;
  if (!first || !second || first.size !== second.size) return undefined;
  return { ...first, delta: { kind: 'times', terms: [first.term, second.term] } };
}

interface Product {
  readonly term: Term;
  readonly outputs: number;
  readonly size: number;
  readonly rank: number;
}

function factors(a: NewTensor, b: NewTensor, t: NewTensor | undefined): Product | undefined {
  const rank = b.dims[0]!;
  const inputs = countOf(b) / rank;
  if (t === undefined) {
    const outputs = a.dims[0]!;
    if (countOf(a) !== outputs * rank) return undefined;
    const terms = [tensorTerm(reshaped(a, [outputs, rank])), tensorTerm(reshaped(b, [rank, inputs]))];
    return { term: einsum('or,ri->oi', ...terms), outputs, size: outputs * inputs, rank };
  }
  const outputs = countOf(a) / a.dims[0]!;
  const kernel = countOf(t) / (t.dims[0]! * t.dims[1]!);
  const term = einsum(
    'abk,bi,ao->oik',
    tensorTerm(reshaped(t, [t.dims[0]!, t.dims[1]!, kernel])),
    tensorTerm(reshaped(b, [rank, inputs])),
    tensorTerm(reshaped(a, [a.dims[0]!, outputs])),
  );
  return { term, outputs, size: outputs * inputs * kernel, rank };
}

/** w₁ ⊗ w₂, each whole or in factors; w₂ may be a kernel. */
function kronecker(tensors: LayerTensors): Delta | undefined {
  const one = (half: '1' | '2'): (Omit<Product, 'rank'> & { rank: number | undefined }) | undefined => {
    const stored = tensors.get(`lokr_w${half}`);
    if (stored) return { term: tensorTerm(stored), outputs: stored.dims[0]!, size: countOf(stored), rank: undefined };
    const [a, b, t] = [tensors.get(`lokr_w${half}_a`), tensors.get(`lokr_w${half}_b`), tensors.get(`lokr_t${half}`)];
    return a && b && factors(a, b, t);
  };
  const [first, second] = [one('1'), one('2')];
  if (!first || !second) return undefined;
  const [a, c] = [first.outputs, second.outputs];
  const b = first.size / a;
  const inner = tensors.get('lokr_w2') ?? tensors.get('lokr_t2');
  const kernel = inner && inner.dims.length > 2 ? inner.dims.slice(2).reduce((x, y) => x * y, 1) : 1;
  const d = second.size / c / kernel;
  const product = einsum(
    'ab,cdk->acbdk',
    { kind: 'reshape', dims: [a, b], term: first.term },
    { kind: 'reshape', dims: [c, d, kernel], term: second.term },
  );
  return { delta: product, outputs: a * c, size: first.size * second.size, rank: first.rank ?? second.rank };
}

function difference(tensors: LayerTensors): Delta | undefined {
  const diff = tensors.get('diff') ?? tensors.get('diff_b') ?? tensors.get('w_norm') ?? tensors.get('b_norm');
  return diff && { delta: tensorTerm(diff), outputs: diff.dims[0]!, size: countOf(diff), rank: undefined };
}

function someRows(delta: Term | WeightChange['delta'], rows: Rows, outputs: number, size: number): Term {
  const flat: Term = { kind: 'reshape', dims: [outputs, size / outputs], term: delta as Term };
  return { kind: 'rows', rows, term: flat };
}

/**
 * LyCORIS has one length for each output or, in its first versions, for each input; the file's weight is then a share of the
 * way to the weight that was trained, as in A1111's and ComfyUI's. PEFT's lengths hold whatever the weight.
 */
function columnsOrRows(lengths: NewTensor, dims: readonly number[], rows: Rows | undefined): Magnitude | undefined {
  const [first, second] = lengths.dims;
  if (first === 1 && second === dims[1]) return rows ? undefined : { lengths, per: 'input' };
  return { lengths: rows ? takeRows(lengths, rows) : lengths, per: 'output' };
}
