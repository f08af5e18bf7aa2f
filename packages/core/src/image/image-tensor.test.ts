import { expect, it } from 'vitest';
import { decodeFloats, imageDistance, noisyImage, readImageCases } from '../testing/golden-image.js';
import { imageToTensor, tensorToImage } from './image-tensor.js';

const { postprocess } = readImageCases<{
  postprocess: readonly { decoded: { dims: readonly number[]; f32: string }; [key: string]: unknown }[];
}>();

it.each(postprocess)('rounds as diffusers does', async ({ decoded, u8 }) => {
  const { width, height, data } = await tensorToImage({ dims: decoded.dims, data: decodeFloats(decoded.f32) });
  expect([height, width]).toEqual(decoded.dims.slice(2));
  expect([...data].filter((_, i) => i % 4 !== 3)).toEqual(u8);
});

it('gives back every pixel that it was given', async () => {
  const image = noisyImage(37, 23);
  const tensor = await imageToTensor(image);
  expect(tensor.dims).toEqual([1, 3, 23, 37]);
  expect(imageDistance(await tensorToImage(tensor), image)).toBe(0);
});

it('takes what is out of range to the nearest level', async () => {
  const { data } = await tensorToImage({ dims: [1, 3, 1, 1], data: Float32Array.of(-7, 1.01, 1e30) });
  expect([...data]).toEqual([0, 255, 255, 255]);
});
