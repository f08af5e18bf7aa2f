import { ancestralMove } from './ancestral.js';
import type { Scheduler } from './scheduler.js';

/**
 * Euler ancestral: an Euler step down past the next level, then fresh noise up to it (k-diffusion's
 * sample_euler_ancestral; the DDPM posterior of Ho et al. 2020, arXiv:2006.11239, in the σ of Karras et al. 2022,
 * arXiv:2206.00364).
 *     next = alpha_to · (clean + σ_down·noise + σ_up·draw)
 * First order, one network call and one draw a step; the last step draws too and multiplies by 0.
 */
export const eulerAncestral: Scheduler = {
  memory: 0,
  async step({ latents, from, to, denoise, gaussian }) {
    const asked = await denoise(latents, from);
    return {
      latents: ancestralMove(latents, asked.clean, from, to, gaussian()),
      clean: asked.clean,
      remember: asked,
    };
  },
};
