import { addNoise } from '../noise/add-noise.js';
import { euler } from './euler.js';
import type { Scheduler } from './scheduler.js';

/**
 * Euler on a flow's straight paths (Liu et al. 2022, arXiv:2209.03003; Esser et al. 2024, arXiv:2403.03206):
 *     next = latents + (sigma_to − sigma_from)·flow
 * which is {@link euler} on the pairs (1 − σ, σ). First order, one network call, no draw. `stochastic`
 * (stochastic_sampling) instead takes the clean estimate and brings it to the next level with fresh noise.
 */
export const flowEuler = ({ stochastic = false }: { stochastic?: boolean } = {}): Scheduler =>
  stochastic
    ? {
        memory: 0,
        async step({ latents, from, to, denoise, gaussian }) {
          const asked = await denoise(latents, from);
          return { latents: addNoise(asked.clean, gaussian(), to), clean: asked.clean, remember: asked };
        },
      }
    : euler();
