/** A field of a protocol buffer in memory. */
export interface Field {
  readonly number: number;
  /** Of a varint. */
  readonly value: number;
  /** Of a field with a length; empty otherwise. */
  readonly content: Uint8Array;
  /** Tag and content, as they lie in the message. */
  readonly whole: Uint8Array;
}

/**
 * What becomes of a field: what takes its place (whole fields), `[]` for nothing, `undefined` to leave it as it is. Fields
 * that nobody asks for pass as they are, to the byte: unknown ones too.
 */
export type FieldEdit = (field: Field) => readonly Uint8Array[] | undefined;

/** The fields of a message, in their order. */
export function fieldsOf(message: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const readVarint = () => {
    let value = 0;
    for (let factor = 1; at < message.length; factor *= 128) {
      const byte = message[at++]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a field ends in the middle of a number');
  };
  while (at < message.length) {
    const start = at;
    const tag = readVarint();
    const kind = tag % 8;
    const value = kind === 0 || kind === 2 ? readVarint() : 0;
    const from = at;
    const length = { 0: 0, 1: 8, 2: value, 5: 4 }[kind];
    if (length === undefined) throw new RangeError(`byte ${start} starts no field`);
    at += length;
    if (at > message.length) throw new RangeError(`a field of ${length} bytes ends beyond its message`);
    const content = message.subarray(from, kind === 2 ? at : from);
    fields.push({ number: Math.floor(tag / 8), value, content, whole: message.subarray(start, at) });
  }
  return fields;
}

/** A message with some of its fields edited, by their numbers. */
export function editMessage(message: Uint8Array, edits: Readonly<Record<number, FieldEdit>>): Uint8Array {
  return join(fieldsOf(message).flatMap((field) => edits[field.number]?.(field) ?? [field.whole]));
}

/** The first field of a number. */
export function fieldOf(message: Uint8Array, number: number): Field | undefined {
  return fieldsOf(message).find((field) => field.number === number);
}

/** The numbers of a repeated field, packed into one or each by itself. */
export function numbersOf(fields: readonly Field[], number: number): number[] {
  return fields.flatMap((field) => {
    if (field.number !== number) return [];
    return field.whole[0]! % 8 === 2 ? unpack(field.content) : [field.value];
  });
}

function unpack(content: Uint8Array): number[] {
  const numbers: number[] = [];
  let value = 0;
  let factor = 1;
  for (const byte of content) {
    value += (byte & 0x7f) * factor;
    factor *= 128;
    if (byte >= 0x80) continue;
    numbers.push(value);
    value = 0;
    factor = 1;
  }
  return numbers;
}

/** A text field's content. */
export const textOf = (field: Field | undefined): string => (field ? new TextDecoder().decode(field.content) : '');

/** A whole field that holds a number. */
export function numberField(number: number, value: number): Uint8Array {
  return Uint8Array.from([...varint(number * 8), ...varint(value)]);
}

/** A whole field that holds text, bytes, or a message of whole fields. */
export function lengthField(number: number, content: string | Uint8Array | readonly Uint8Array[]): Uint8Array {
  const bytes =
    typeof content === 'string'
      ? new TextEncoder().encode(content)
      : content instanceof Uint8Array
        ? content
        : join(content);
  return join([Uint8Array.from([...varint(number * 8 + 2), ...varint(bytes.length)]), bytes]);
}

export function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function varint(value: number): number[] {
  if (value < 0) return [(value & 127) | 128, ...new Array(8).fill(255), 1]; // down to −128, in 64 bits
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
