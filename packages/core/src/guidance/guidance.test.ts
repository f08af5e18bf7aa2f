import { expect, it } from 'vitest';
import { linearCombination } from '../tensor/linear-combination.js';
import { tensor } from '../tensor/tensor.js';
import { classifierFree } from './classifier-free.js';
import { imageAndText } from './image-and-text.js';
import { rescaleGuidance } from './rescale.js';

const vector = (...values: number[]) => tensor([1, values.length], Float32Array.from(values));
const prompt = vector(1, 2);
const negative = vector(0, 0);
const source = vector(5, 5);
const input = {
  prompts: [{ embedding: prompt, weight: 1 }],
  negative,
  guidanceScale: 7,
  imageGuidanceScale: 1.5,
  source: undefined,
};

it('weighs prompt and negative prompt as u + g·(p − u)', () => {
  const branches = classifierFree(input);
  expect(branches.map(({ embedding, weight }) => [embedding, weight])).toEqual([
    [negative, -6],
    [prompt, 7],
  ]);
});

it('is off at scale 1 and below', () => {
  for (const guidanceScale of [0, 0.5, 1]) {
    expect(classifierFree({ ...input, guidanceScale })).toEqual([{ embedding: prompt, weight: 1 }]);
  }
});

it('asks once where both prompts are the same', () => {
  expect(classifierFree({ ...input, negative: prompt })).toEqual([{ embedding: prompt, weight: 1 }]);
});

it('adds up composed prompts, u + g·Σ w·(p − u)', () => {
  const other = vector(3, 4);
  const branches = classifierFree({ ...input, prompts: [...input.prompts, { embedding: other, weight: 0.5 }] });
  expect(branches.map(({ weight }) => weight)).toEqual([1 - 7 * 1.5, 7, 3.5]);
});

it('guides by text and picture as u + g·(t − i) + s·(i − u)', () => {
  const branches = imageAndText({ ...input, source });
  expect(branches.map(({ weight }) => weight)).toEqual([7, -5.5, -0.5]);
  expect(branches.map(({ source }) => source?.data[0])).toEqual([5, 5, 0]);
  expect(imageAndText({ ...input, source, imageGuidanceScale: 1 })).toHaveLength(2);
  expect(imageAndText({ ...input, source, guidanceScale: 1 })).toEqual([{ embedding: prompt, source, weight: 1 }]);
});

it('rescales to the deviation of the branch with the prompt', () => {
  const guided = linearCombination([3, prompt]);
  expect([...rescaleGuidance(guided, prompt, 1).data]).toEqual([...prompt.data]);
  expect([...rescaleGuidance(guided, prompt, 0.5).data]).toEqual([2, 4]);
});
