import { noiseRatio } from '../noise/level.js';
import { impliedNoise } from '../noise/prediction.js';
import { linearCombination, type Term } from '../tensor/linear-combination.js';
import { adamsWeights } from './adams.js';
import { finalOrder } from './final-order.js';
import { lambda } from './lambda-schedule.js';
import { dynamicShifting, flowSigmas, linspace, spacedSigmas, trained } from './level-settings.js';
import { multistep } from './sampling-settings.js';
import type { Scheduler } from './scheduler.js';
import type { SchedulerClasses } from './scheduler-class.js';
import type { SchedulerFacts } from './scheduler-facts.js';
import type { SamplingSettings, SchedulerMethod } from './scheduler-method.js';

/**
 * DEIS, tAB with log-ρ polynomials (Zhang and Chen 2022, arXiv:2204.13902): the noise estimate is extrapolated
 * as a polynomial of ln ρ, ρ = sigma / alpha, and integrated over ρ.
 *     next = alpha_to · (latents/alpha_from + Σ c_i·noise_{−i}),  c_i = ∫ L_i(ln ρ) dρ
 * Order 2 or 3 as its history fills, one network call a step, no draw. Its schedule ends at a level that still has
 * noise.
 */
export const deis = (options: { order: number; lowerOrderFinal: boolean; thresholded: boolean }): Scheduler => ({
  memory: 2,
  async step({ latents, from, to, denoise, history, path }) {
    const asked = await denoise(latents, from);
    const order = Math.min(options.order, history.length + 1, finalOrder(options, path));
    const points = [asked, ...history].slice(0, order);
    const nodes = points.map(({ level }) => Math.log(noiseRatio(level)));
    const end = noiseRatio(to);
    const weights = adamsWeights(nodes, nodes[0]!, Math.log(end), 1);
    const terms: [Term, ...Term[]] = [[to.alpha / from.alpha, latents]];
    for (const [i, point] of points.entries()) {
      const noise = options.thresholded ? impliedNoise(point) : point.noise;
      terms.push([to.alpha * end * weights[i]!, noise]);
    }
    return { latents: linearCombination(...terms), clean: asked.clean, remember: asked };
  },
});

export const classes: SchedulerClasses = {
  DEISMultistepScheduler: [lambda, trained, spacedSigmas, flowSigmas, linspace, dynamicShifting],
};

export const sampling: SamplingSettings = { settings: [multistep, { algorithm_type: 'deis', solver_type: 'logrho' }] };

export const method: SchedulerMethod = ({
  solver_order: order,
  lower_order_final: lowerOrderFinal,
  thresholding: thresholded = false,
}) => deis({ order, lowerOrderFinal, thresholded });

export const facts: SchedulerFacts = {
  a1111: ['DEIS'],
  order: 2,
  paper: {
    paper: 'Zhang and Chen 2022, Fast Sampling of Diffusion Models with Exponential Integrator',
    arXiv: '2204.13902',
  },
};
