import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { readGraph } from './read-graph.js';

const golden = new URL('../../golden/pipelines/', import.meta.url);
const open = async (path: string) => {
  const bytes = await readFile(new URL(path, golden));
  return { size: bytes.length, read: async (from: number, to: number) => bytes.subarray(from, to) };
};

it('reads names, types and dimensions without the weights', async () => {
  const { size, read } = await open('sd15-tiny/unet/model.onnx');
  let bytes = 0;
  const graph = await readGraph(async (from, to) => {
    bytes += to - from;
    return read(from, to);
  }, size);
  expect(graph.inputs).toEqual([
    { name: 'sample', type: 'float32', dims: ['batch_size', 4, 'height', 'width'] },
    { name: 'timestep', type: 'float32', dims: [] },
    { name: 'encoder_hidden_states', type: 'float32', dims: ['batch_size', 'sequence_length', 32] },
  ]);
  expect(graph.outputs.map(({ name }) => name)).toEqual(['out_sample']);
  expect(graph.externalData).toEqual([]);
  expect(graph.opsets['ai.onnx']).toBe(18);
  expect(bytes).toBeLessThanOrEqual(size * 2);
});

it('knows float16 ends', async () => {
  const { size, read } = await open('sd15-tiny-fp16/unet/model.onnx');
  expect((await readGraph(read, size)).inputs[1]).toEqual({ name: 'timestep', type: 'float16', dims: [] });
});

it('refuses what is no graph', async () => {
  const text = new TextEncoder().encode('this is not a protocol buffer, not even nearly');
  await expect(readGraph(async (from, to) => text.subarray(from, to), text.length)).rejects.toThrow(RangeError);
  const { size, read } = await open('sd15-tiny/unet/model.onnx');
  await expect(readGraph(read, size - 5000)).rejects.toThrow(RangeError);
});
