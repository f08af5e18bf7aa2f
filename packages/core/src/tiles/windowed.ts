import type { Rectangle } from '../image/index.js';
import type { Tensor } from '../tensor/tensor.js';
import { type Windows, windowWeights } from './windows.js';

/** The part of a [n, channels, height, width] tensor that lies in a window. */
export function cropTensor({ data, dims }: Tensor, { x, y, width, height }: Rectangle): Tensor {
  const [batch = 0, channels = 0, rows = 0, columns = 0] = dims;
  const out = new Float32Array(batch * channels * height * width);
  for (let plane = 0; plane < batch * channels; plane++) {
    for (let row = 0; row < height; row++) {
      const from = (plane * rows + y + row) * columns + x;
      out.set(data.subarray(from, from + width), (plane * height + row) * width);
    }
  }
  return { data: out, dims: [batch, channels, height, width] };
}

/** Lays a part of a [1, channels, height, width] tensor into a larger one, row by row. */
export function pasteTensor(
  into: Tensor,
  { data, dims }: Tensor,
  part: Rectangle,
  at: { readonly x: number; readonly y: number },
): void {
  const [, channels = 0, rows = 0, columns = 0] = dims;
  const [, , height = 0, width = 0] = into.dims;
  for (let plane = 0; plane < channels; plane++) {
    for (let row = 0; row < part.height; row++) {
      const from = (plane * rows + part.y + row) * columns + part.x;
      into.data.set(data.subarray(from, from + part.width), (plane * height + at.y + row) * width + at.x);
    }
  }
}

/** Puts what was made window by window together: where windows overlap, the mean by their weights. */
export function joinWindows(
  windows: Windows,
  [batch, channels, height, width]: readonly [number, number, number, number],
) {
  const out = new Float32Array(batch * channels * height * width);
  const weights = new Float32Array(height * width);

  return {
    /** @param index of the window, as {@link eachWindow} counts them. */
    add(index: number, { data }: Tensor): void {
      const [column, row] = [index % windows.columns.length, Math.floor(index / windows.columns.length)];
      const [left, top] = [windows.columns[column]!, windows.rows[row]!];
      const across = windowWeights(windows.columns, windows.width, column);
      const down = windowWeights(windows.rows, windows.height, row);
      for (let plane = 0; plane < batch * channels; plane++) {
        for (let y = 0; y < windows.height; y++) {
          const to = (plane * height + top + y) * width + left;
          addRow(out, to, data, (plane * windows.height + y) * windows.width, across, down[y]!);
        }
      }
      for (let y = 0; y < windows.height; y++) addWeights(weights, (top + y) * width + left, across, down[y]!);
    },
    result(): Tensor {
      for (let plane = 0; plane < batch * channels; plane++) divide(out, plane * weights.length, weights);
      return { data: out, dims: [batch, channels, height, width] };
    },
  };
}

// A row is a function, since engines compile what is called often well before a loop that is entered once.

function addRow(out: Float32Array, to: number, data: Float32Array, from: number, across: Float32Array, down: number) {
  for (let x = 0; x < across.length; x++) out[to + x]! += across[x]! * down * data[from + x]!;
}

function addWeights(weights: Float32Array, to: number, across: Float32Array, down: number): void {
  for (let x = 0; x < across.length; x++) weights[to + x]! += across[x]! * down;
}

function divide(out: Float32Array, from: number, weights: Float32Array): void {
  for (let i = 0; i < weights.length; i++) out[from + i]! /= weights[i]!;
}
