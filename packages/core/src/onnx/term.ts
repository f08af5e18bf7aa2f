/** A tensor that is brought into a graph. */
export interface NewTensor {
  readonly type: 'float32' | 'float16';
  readonly dims: readonly number[];
  /** Little-endian, row by row. */
  readonly bytes: Uint8Array;
}

/**
 * What is computed of tensors that a graph is given, once, while it is opened: the operations that weights are merged with.
 * Einstein's notation is that of ONNX's Einsum.
 */
export type Term =
  | { readonly kind: 'tensor'; readonly tensor: NewTensor }
  | { readonly kind: 'einsum'; readonly equation: string; readonly terms: readonly Term[] }
  | { readonly kind: 'times'; readonly terms: readonly [Term, Term] }
  | { readonly kind: 'reshape'; readonly dims: readonly number[]; readonly term: Term }
  /** From … to (exclusive) of the first axis, one behind the other. */
  | { readonly kind: 'rows'; readonly rows: readonly (readonly [from: number, to: number])[]; readonly term: Term };

export const tensorTerm = (tensor: NewTensor): Term => ({ kind: 'tensor', tensor });

export const einsum = (equation: string, ...terms: readonly Term[]): Term => ({ kind: 'einsum', equation, terms });

/** A tensor by the same numbers in another shape. */
export const reshaped = ({ type, bytes }: NewTensor, dims: readonly number[]): NewTensor => ({ type, bytes, dims });

/** Rows `from` to `to` (exclusive) of a tensor's first axis. */
export function rowsOf({ type, dims: [rows = 0, ...dims], bytes }: NewTensor, from: number, to: number): NewTensor {
  const row = bytes.length / rows;
  return { type, dims: [to - from, ...dims], bytes: bytes.subarray(from * row, to * row) };
}
