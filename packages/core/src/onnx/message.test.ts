import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { editMessage, fieldsOf, lengthField, numberField, textOf } from './message.js';

const golden = new URL('../../golden/pipelines/', import.meta.url);
const graphs = readdirSync(golden, { recursive: true }).map(String);

it.each(graphs.filter((path) => path.endsWith('.onnx')))('passes every field of %s as it is', (path) => {
  const bytes = new Uint8Array(readFileSync(new URL(path, golden)));
  const graph = (message: Uint8Array) =>
    editMessage(message, { 7: ({ content }) => [lengthField(7, editMessage(content, { 1: ({ whole }) => [whole] }))] });
  expect(Buffer.compare(graph(bytes), bytes)).toBe(0);
});

it('replaces fields, leaves them out, and passes unknown ones of every kind', () => {
  const unknown = Uint8Array.of(0xf9, 0x7f, 1, 2, 3, 4, 5, 6, 7, 8, 0xfd, 0x7f, 1, 2, 3, 4);
  const message = Uint8Array.from([...lengthField(1, 'old'), ...unknown, ...numberField(2, 300), ...numberField(3, 7)]);
  const edited = editMessage(message, {
    1: (field) => [lengthField(1, `${textOf(field)} and new`)],
    2: ({ value }) => (value === 300 ? [] : undefined),
    3: () => undefined,
  });
  expect([...edited]).toEqual([...lengthField(1, 'old and new'), ...unknown, ...numberField(3, 7)]);
});

it.each([
  ['a number that does not end', [0x08, 0x80]],
  ['a field that is longer than its message', [0x0a, 0x05, 1, 2]],
  ['a kind of field that there is not', [0x0f, 0x01]],
])('refuses %s', (_, bytes) => {
  expect(() => fieldsOf(Uint8Array.from(bytes))).toThrow(RangeError);
});
