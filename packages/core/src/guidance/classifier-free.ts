import type { Branch, GuidanceInput } from '../families/family.js';
import { mergeBranches } from './merge-branches.js';

/**
 * Classifier-free guidance (Ho & Salimans 2022, arXiv:2207.12598, eq. 6), written as a weighted sum of branches:
 *     u + g·(p − u) = (1 − g)·u + g·p
 * With several composed prompts (Liu et al. 2022, arXiv:2206.01714, eq. 11): u + g·Σ wᵢ·(pᵢ − u). On above scale 1.
 */
export function classifierFree({ prompts, negative, guidanceScale, beside }: GuidanceInput): readonly Branch[] {
  const seen = beside && { beside };
  if (guidanceScale <= 1)
    return mergeBranches(prompts.map((prompt) => ({ ...prompt, ...seen, weight: prompt.weight / total(prompts) })));
  return mergeBranches([
    { conditioning: negative, ...seen, weight: 1 - guidanceScale * total(prompts) },
    ...prompts.map(({ conditioning, weight }) => ({ conditioning, ...seen, weight: guidanceScale * weight })),
  ]);
}

/** One question a step, for networks that were taught what guidance does. */
export const unguided = (input: GuidanceInput): readonly Branch[] => classifierFree({ ...input, guidanceScale: 1 });

/** Sum of the weights that prompts joined with AND have; 1 for a plain prompt. */
export const total = (prompts: readonly { readonly weight: number }[]) =>
  prompts.reduce((sum, { weight }) => sum + weight, 0);
