import { expect, it } from 'vitest';
import { linearCombination } from '../tensor/linear-combination.js';
import { tensor } from '../tensor/tensor.js';
import { classifierFree } from './classifier-free.js';
import { imageAndText } from './image-and-text.js';
import { rescaleGuidance } from './rescale.js';

const vector = (...values: number[]) => tensor([1, values.length], Float32Array.from(values));
const prompt = { hidden: vector(1, 2) };
const negative = { hidden: vector(0, 0) };
const beside = [vector(5, 5)];
const input = {
  prompts: [{ conditioning: prompt, weight: 1 }],
  negative,
  guidanceScale: 7,
  imageGuidanceScale: 1.5,
};

it('weighs prompt and negative prompt as u + g·(p − u)', () => {
  const branches = classifierFree(input);
  expect(branches.map(({ conditioning, weight }) => [conditioning, weight])).toEqual([
    [negative, -6],
    [prompt, 7],
  ]);
});

it('is off at scale 1 and below', () => {
  for (const guidanceScale of [0, 0.5, 1]) {
    expect(classifierFree({ ...input, guidanceScale })).toEqual([{ conditioning: prompt, weight: 1 }]);
  }
});

it('asks once where both prompts are the same', () => {
  expect(classifierFree({ ...input, negative: prompt })).toEqual([{ conditioning: prompt, weight: 1 }]);
});

it('adds up composed prompts, u + g·Σ w·(p − u)', () => {
  const other = { hidden: vector(3, 4) };
  const branches = classifierFree({ ...input, prompts: [...input.prompts, { conditioning: other, weight: 0.5 }] });
  expect(branches.map(({ weight }) => weight)).toEqual([1 - 7 * 1.5, 7, 3.5]);
});

it('guides by text and picture as u + g·(t − i) + s·(i − u)', () => {
  const branches = imageAndText({ ...input, beside });
  expect(branches.map(({ weight }) => weight)).toEqual([7, -5.5, -0.5]);
  expect(branches.map((branch) => branch.beside?.[0]?.data[0])).toEqual([5, 5, 0]);
  expect(imageAndText({ ...input, beside, imageGuidanceScale: 1 })).toHaveLength(2);
  expect(imageAndText({ ...input, beside, guidanceScale: 1 })).toEqual([{ conditioning: prompt, beside, weight: 1 }]);
});

it('rescales to the deviation of the branch with the prompt', () => {
  const answer = vector(1, 2);
  const guided = linearCombination([3, answer]);
  expect([...rescaleGuidance(guided, answer, 1).data]).toEqual([1, 2]);
  expect([...rescaleGuidance(guided, answer, 0.5).data]).toEqual([2, 4]);
});
