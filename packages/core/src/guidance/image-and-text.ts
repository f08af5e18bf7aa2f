import type { Branch, GuidanceInput } from '../families/family.js';
import { tensor } from '../tensor/tensor.js';
import { classifierFree, total } from './classifier-free.js';
import { mergeBranches } from './merge-branches.js';

/**
 * InstructPix2Pix's guidance by text and by picture (Brooks et al. 2022, arXiv:2211.09800, eq. 3), as a weighted sum:
 *     u + g·(t − i) + s·(i − u) = g·t + (s − g)·i + (1 − s)·u
 * t sees prompt and picture, i the picture with the negative prompt, u neither. At s = 1 the third branch has weight 0
 * and is not computed. Guidance scale 1 or below turns both off, as in diffusers.
 */
export function imageAndText(input: GuidanceInput): readonly Branch[] {
  const { prompts, negative, guidanceScale: g, imageGuidanceScale: s } = input;
  const beside = input.beside ?? [];
  if (g <= 1) return classifierFree({ ...input, beside });
  const unseen = beside.map(({ dims }) => tensor(dims));
  return mergeBranches([
    ...prompts.map(({ conditioning, weight }) => ({ conditioning, beside, weight: g * weight })),
    { conditioning: negative, beside, weight: s - g * total(prompts) },
    { conditioning: negative, beside: unseen, weight: 1 - s },
  ]);
}
