import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { expectOnlyRangeErrors } from '../../testing/broken-graphs.js';
import { storedData } from '../external-data.js';
import { fieldOf, lengthField } from '../message.js';
import { outlineGraph } from '../outline-graph.js';
import { placeWeights } from './place-weights.js';

const file = readFileSync(new URL('../../../golden/pipelines/sd15-tiny/vae_decoder/model.onnx', import.meta.url));
const { graph } = await outlineGraph(async (from, to) => file.subarray(from, to), file.length, 'model.onnx');

const locationsOf = (bytes: Uint8Array) =>
  new Set(
    [...storedData(fieldOf(bytes, 7)!.content).values()].flatMap((data) =>
      data instanceof Uint8Array ? [] : [data.location],
    ),
  );

it('calls the files of weights otherwise, and changes nothing else', () => {
  expect(locationsOf(graph)).toEqual(new Set(['model.onnx']));
  const placed = placeWeights(graph, new Map([['model.onnx', 'elsewhere/w.bin']]));
  expect(locationsOf(placed)).toEqual(new Set(['elsewhere/w.bin']));
  const back = placeWeights(placed, new Map([['elsewhere/w.bin', 'model.onnx']]));
  expect(Buffer.compare(back, graph)).toBe(0);
});

it('finds weights of graphs inside operations, and those that an operation holds', () => {
  const external = (location: string) => lengthField(13, [lengthField(1, 'location'), lengthField(2, location)]);
  const model = (names: readonly [string, string]) =>
    lengthField(7, [
      lengthField(1, [
        lengthField(5, [lengthField(6, [lengthField(5, [external(names[0])])])]), // a graph with an initializer
        lengthField(5, [lengthField(5, [external(names[1])])]), // the tensor of a Constant
      ]),
    ]);
  const places = new Map([
    ['a', 'x/1'],
    ['b', 'y/2'],
  ]);
  expect(placeWeights(model(['a', 'b']), places)).toEqual(model(['x/1', 'y/2']));
});

it('refuses weights that it was not told of: a graph names none of the files of others', () => {
  expect(() => placeWeights(graph, new Map())).toThrow(/model\.onnx/);
  expect(() => placeWeights(graph, new Map([['weights.pb', 'w']]))).toThrow(RangeError);
});

it('throws a RangeError or gives a graph, whatever the bytes', () => {
  expectOnlyRangeErrors(graph, 200, (broken) => placeWeights(broken, new Map([['model.onnx', 'w']])));
});
