import type { Image } from '../image/image.js';
import type { Tensor } from '../tensor/tensor.js';

/** Latents [1, channels, height, width] to a small picture, one pixel for each cell. */
export type LinearPreview = (latents: Tensor) => Image;

/**
 * Finds the linear map from latents to colours that fits the source picture best: least squares of its pixels, averaged
 * over each latent cell, on its latents. It needs no table of factors for each model and costs no network call.
 */
export function fitLinearPreview(source: Tensor, picture: Image): LinearPreview {
  const [, channels = 0, height = 0, width = 0] = source.dims;
  const size = height * width;
  const colours = averageCells(picture, width, height);
  const columns = channels + 1; // one for the constant
  const value = (channel: number, cell: number) => (channel === channels ? 1 : source.data[channel * size + cell]!);

  const matrix = Array.from({ length: columns }, () => new Float64Array(columns + 3));
  for (let cell = 0; cell < size; cell++) {
    for (let row = 0; row < columns; row++) {
      const a = value(row, cell);
      for (let column = 0; column < columns; column++) matrix[row]![column]! += a * value(column, cell);
      for (let colour = 0; colour < 3; colour++) matrix[row]![columns + colour]! += a * colours[cell * 3 + colour]!;
    }
  }
  for (let row = 0; row < columns; row++) matrix[row]![row]! += 1e-6 * size; // a flat picture has no unique answer
  const factors = solve(matrix, columns);

  return (latents) => {
    const [, , height = 0, width = 0] = latents.dims; // which need not be those that it was fitted to
    const size = height * width;
    const data = new Uint8ClampedArray(size * 4);
    for (let cell = 0; cell < size; cell++) {
      for (let colour = 0; colour < 3; colour++) {
        let sum = factors[channels]![colour]!;
        for (let channel = 0; channel < channels; channel++) {
          sum += factors[channel]![colour]! * latents.data[channel * size + cell]!;
        }
        data[cell * 4 + colour] = sum;
      }
      data[cell * 4 + 3] = 255;
    }
    return { width, height, data };
  };
}

/** Mean colour (0–255) of the pixels under each cell. */
function averageCells({ width, height, data }: Image, cellsAcross: number, cellsDown: number): Float64Array {
  const [cellWidth, cellHeight] = [width / cellsAcross, height / cellsDown];
  const means = new Float64Array(cellsAcross * cellsDown * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cell = Math.floor(y / cellHeight) * cellsAcross + Math.floor(x / cellWidth);
      for (let colour = 0; colour < 3; colour++) means[cell * 3 + colour]! += data[(y * width + x) * 4 + colour]!;
    }
  }
  return means.map((sum) => sum / (cellWidth * cellHeight));
}

/**
 * Gauss's elimination; the right sides stand behind the `n` columns of the matrix. It is symmetric and positive, so that no row need be
 * exchanged for another.
 */
function solve(matrix: Float64Array[], n: number): number[][] {
  for (const [column, leading] of matrix.entries()) {
    for (const row of matrix) {
      if (row === leading) continue;
      const factor = row[column]! / leading[column]!;
      for (let k = column; k < row.length; k++) row[k]! -= factor * leading[k]!;
    }
  }
  return matrix.map((row, index) => Array.from(row.subarray(n), (right) => right / row[index]!));
}
