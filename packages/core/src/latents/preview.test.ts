import { expect, it } from 'vitest';
import { createRandom } from '../random/index.js';
import { fitLinearPreview } from './preview.js';

it('finds a linear map from latents to colours again', () => {
  const latents = createRandom(3).gaussian([1, 4, 8, 8]);
  const colour = (cell: number, row: number) =>
    128 + 20 * latents.data[cell]! - 10 * latents.data[64 + cell]! + 5 * row * latents.data[128 + cell]!;
  const data = new Uint8ClampedArray(64 * 64 * 4).fill(255);
  for (let y = 0; y < 64; y++) {
    for (let x = 0; x < 64; x++) {
      for (let c = 0; c < 3; c++) data[(y * 64 + x) * 4 + c] = Math.round(colour((y >> 3) * 8 + (x >> 3), c));
    }
  }
  const preview = fitLinearPreview(latents, { width: 64, height: 64, data })(latents);
  expect(preview).toMatchObject({ width: 8, height: 8 });
  for (let cell = 0; cell < 64; cell++) {
    for (let c = 0; c < 3; c++) expect(Math.abs(preview.data[cell * 4 + c]! - colour(cell, c))).toBeLessThan(1);
  }
});

it('shows one colour for a picture of one colour', () => {
  const latents = { data: new Float32Array(4 * 64), dims: [1, 4, 8, 8] };
  const data = new Uint8ClampedArray(64 * 64 * 4).fill(90);
  const preview = fitLinearPreview(latents, { width: 64, height: 64, data })(latents);
  expect(Math.abs(preview.data[0]! - 90)).toBeLessThanOrEqual(1);
});
