import type { Branch } from '../families/family.js';

/**
 * Adds up branches that ask the network the same thing and drops those of weight 0: an empty prompt without negative
 * prompt needs one network call a step instead of two, and gives the very same sum.
 */
export function mergeBranches(branches: readonly Branch[]): readonly Branch[] {
  const merged: Branch[] = [];
  for (const branch of branches) {
    const twin = merged.findIndex(
      ({ conditioning, beside }) => conditioning === branch.conditioning && beside === branch.beside,
    );
    if (twin < 0) merged.push(branch);
    else merged[twin] = { ...branch, weight: merged[twin]!.weight + branch.weight };
  }
  const kept = merged.filter(({ weight }) => weight !== 0);
  return kept.length > 0 ? kept : merged.slice(0, 1);
}
