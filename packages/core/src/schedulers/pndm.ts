import type { Evaluation } from '../noise/prediction.js';
import { linearCombination, type Term } from '../tensor/linear-combination.js';
import type { Tensor } from '../tensor/tensor.js';
import { leading, trained } from './level-settings.js';
import type { OtherNames } from './other-names.js';
import { type PndmTransition, pndmSchedule } from './pndm-schedule.js';
import type { Scheduler } from './scheduler.js';
import type { SchedulerClasses } from './scheduler-class.js';
import type { SchedulerFacts } from './scheduler-facts.js';
import type { SamplingSettings, SchedulerMethod } from './scheduler-method.js';

/**
 * PNDM (Liu et al. 2022, arXiv:2202.09778): the transfer part is DDIM's, the gradient part a linear multistep of the
 * network's raw outputs, Adams-Bashforth of order 2 to 4, begun either by one improved-Euler step of two calls (PLMS,
 * skip_prk_steps, as Stable Diffusion) or by three Runge-Kutta steps of four calls.
 *
 * After `strength` has cut the schedule diffusers' bookkeeping of that beginning stays, so that the first step there
 * takes two calls which bridge one stride of levels, and the next begins a stride late; this is agreed with (see
 * `pndmSchedule`). 10 steps at strength 0.6 are therefore 6 steps in 7 calls: 601, 501, 401, 301, 201, 101, 1. Order 4,
 * no draw.
 */
export const pndm: Scheduler = {
  memory: 3,
  async step({ latents, denoise, prediction, history, transition }) {
    const { kind, calls } = transition as PndmTransition;
    const outputs = history.map(({ output }) => output);
    const asked: Evaluation[] = [];
    let current = latents;
    for (const { at, from, to } of calls) {
      asked.push(await denoise(current, at));
      const fresh = asked.map(({ output }) => output);
      const parts =
        kind === 'adams' ? adams([fresh[0]!, ...outputs]) : kind === 'pair' ? pair(fresh) : rungeKutta(fresh);
      // The transfer of moveByNoise; the noise of a v output is alpha·output + sigma·latents.
      const base = asked[0]!.latents;
      const keep = to.alpha / from.alpha;
      const slope = to.sigma - keep * from.sigma;
      const velocity = prediction.type === 'v';
      const share = velocity ? slope * from.alpha : slope;
      current = linearCombination(
        [velocity ? keep + slope * from.sigma : keep, base],
        ...parts.map(([weight, output]): Term => [share * weight, output]),
      );
    }
    return { latents: current, clean: asked.at(-1)!.clean, remember: asked[0]! };
  },
};

function pair([first, second]: readonly Tensor[]): Term[] {
  return second
    ? [
        [0.5, first!],
        [0.5, second],
      ]
    : [[1, first!]];
}

function rungeKutta(outputs: readonly Tensor[]): Term[] {
  if (outputs.length < 4) return [[1, outputs.at(-1)!]];
  return outputs.map((output, i) => [i === 0 || i === 3 ? 1 / 6 : 1 / 3, output]);
}

function adams(outputs: readonly Tensor[]): Term[] {
  const adamsBashforth = [[1], [3 / 2, -1 / 2], [23 / 12, -16 / 12, 5 / 12], [55 / 24, -59 / 24, 37 / 24, -9 / 24]];
  const weights = adamsBashforth[Math.min(outputs.length, 4) - 1]!;
  return weights.map((weight, i) => [weight, outputs[i]!]);
}

export const classes: SchedulerClasses = {
  PNDMScheduler: [
    { name: 'alpha-bar', schedule: pndmSchedule, cutsItself: true },
    trained,
    leading,
    { skip_prk_steps: false, set_alpha_to_one: false },
  ],
};

export const sampling: SamplingSettings = { predictionTypes: ['epsilon', 'v_prediction'] };

export const method: SchedulerMethod = () => pndm;

export const otherNames: OtherNames = { PLMS: null };

export const facts: SchedulerFacts = {
  a1111: ['PLMS'],
  leonardo: ['PNDM'],
  order: 4,
  paper: {
    paper: 'Liu et al. 2022, Pseudo Numerical Methods for Diffusion Models on Manifolds',
    arXiv: '2202.09778',
  },
};
