import { type NoiseLevel, noiseRatio } from '../noise/level.js';

/**
 * An ancestral step's split of the way to a level: down to a lower Karras σ without noise, then noise of size `up` back
 * (Karras-unit form of DDPM's posterior, Ho et al. 2020, arXiv:2006.11239, eq. 7): up² = σ_to²·(σ_from² − σ_to²) / σ_from², down² = σ_to² − up².
 */
export function ancestralSplit(from: NoiseLevel, to: NoiseLevel): { down: number; up: number } {
  const source = noiseRatio(from);
  const target = noiseRatio(to);
  const up = Math.min(target, (target / source) * Math.sqrt(Math.max(source ** 2 - target ** 2, 0)));
  return { down: Math.sqrt(target ** 2 - up ** 2), up };
}
