import { graph, newNode } from './graph-node.js';
import { lengthField, numberField } from './message.js';
import type { NewTensor, Term } from './term.js';

const types = { float32: 1, int64: 7, float16: 10 } as const;

/** AttributeProto: 1 name, 2 f, 3 i, 4 s, 8 ints, 20 type; a node's attributes are its field 5. */
type Value = number | string | readonly number[] | { readonly float: number };

/** A whole field of an operation: one of its attributes. */
export function attribute(name: string, value: Value): Uint8Array {
  return lengthField(5, [lengthField(1, name), ...valueFields(value)]);
}

function valueFields(value: Value): Uint8Array[] {
  if (typeof value === 'number') return [numberField(3, value), numberField(20, 2)];
  if (typeof value === 'string') return [lengthField(4, value), numberField(20, 3)];
  if ('float' in value) {
    const field = new Uint8Array(5);
    field[0] = 2 * 8 + 5; // 32 bits as they are
    new DataView(field.buffer).setFloat32(1, value.float, true);
    return [field, numberField(20, 1)];
  }
  return [...value.map((one) => numberField(8, one)), numberField(20, 7)];
}

/** Collects operations of ONNX's own, and the tensors they start from, that are to become part of a graph. */
export class GraphBuilder {
  #nodes: Uint8Array[] = [];
  readonly #initializers = new Map<NewTensor | string, { readonly name: string; readonly field: Uint8Array }>();
  #names = 0;

  /** @param prefix what the names of its tensors begin with. */
  constructor(private readonly prefix: string) {}

  /** Whole fields of a graph: the operations since it was last asked. */
  takeNodes(): Uint8Array[] {
    const nodes = this.#nodes;
    this.#nodes = [];
    return nodes;
  }

  /** Whole fields of a graph. */
  takeInitializers(): Uint8Array[] {
    return [...this.#initializers.values()].map(({ field }) => field);
  }

  node(type: string, inputs: readonly string[], attributes: readonly Uint8Array[] = []): string {
    const output = this.#name();
    this.#nodes.push(newNode(type, inputs, output, attributes));
    return output;
  }

  /** The same tensor, under a name that says what it is. */
  named(tensor: string, what: string): string {
    const output = `${this.#name()}: ${what}`;
    this.#nodes.push(newNode('Identity', [tensor], output));
    return output;
  }

  cast(tensor: string, to: 'float32' | 'float16'): string {
    return this.node('Cast', [tensor], [attribute('to', types[to])]);
  }

  reshape(tensor: string, dims: readonly number[]): string {
    return this.node('Reshape', [tensor, this.#integers(dims)]);
  }

  slice(tensor: string, axis: number, from: number, to: number): string {
    return this.node('Slice', [tensor, ...[from, to, axis].map((one) => this.#integers([one]))]);
  }

  scalar(value: number): string {
    const bytes = new Uint8Array(Float32Array.of(value).buffer);
    return this.#once(`scalar ${value}`, 'float32', [], bytes);
  }

  /** A tensor, in float32 whatever it is stored as. */
  float32(tensor: NewTensor): string {
    const name = this.#once(tensor, tensor.type, tensor.dims, tensor.bytes);
    return tensor.type === 'float32' ? name : this.cast(name, 'float32');
  }

  term(term: Term): string {
    switch (term.kind) {
      case 'tensor':
        return this.float32(term.tensor);
      case 'einsum':
        return this.node(
          'Einsum',
          term.terms.map((one) => this.term(one)),
          [attribute('equation', term.equation)],
        );
      case 'times':
        return this.node(
          'Mul',
          term.terms.map((one) => this.term(one)),
        );
      case 'reshape':
        return this.reshape(this.term(term.term), term.dims);
      case 'rows': {
        const of = this.term(term.term);
        const rows = term.rows.map(([from, to]) => this.slice(of, 0, from, to));
        return rows.length === 1 ? rows[0]! : this.node('Concat', rows, [attribute('axis', 0)]);
      }
    }
  }

  #integers(values: readonly number[]): string {
    const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    return this.#once(`integers ${values}`, 'int64', [values.length], bytes);
  }

  #once(key: NewTensor | string, type: keyof typeof types, dims: readonly number[], bytes: Uint8Array): string {
    const known = this.#initializers.get(key);
    if (known) return known.name;
    const name = this.#name();
    // TensorProto: 1 dims, 2 data_type, 8 name, 9 raw_data
    const field = lengthField(graph.initializer, [
      ...dims.map((dim) => numberField(1, dim)),
      numberField(2, types[type]),
      lengthField(8, name),
      lengthField(9, bytes),
    ]);
    this.#initializers.set(key, { name, field });
    return name;
  }

  #name = () => `${this.prefix} ${++this.#names}`;
}
