import type { Evaluation } from '../noise/prediction.js';
import { linearCombination, type Term } from '../tensor/linear-combination.js';
import type { Tensor } from '../tensor/tensor.js';
import type { PndmTransition } from './course-pndm.js';
import { moveByNoise } from './move.js';
import type { Scheduler } from './scheduler.js';

/**
 * PNDM (Liu et al. 2022, arXiv:2202.09778): the transfer part is DDIM's (eq. 11), the gradient part a linear multistep of the network's
 * raw outputs, Adams-Bashforth of order 2 to 4 (eq. 12), begun either by one improved-Euler step of two calls (PLMS,
 * skip_prk_steps, as Stable Diffusion) or by three Runge-Kutta steps of four calls (eq. 13).
 *
 * After `strength` has cut the schedule diffusers' bookkeeping of that beginning stays, so that the first step there takes two calls
 * which bridge one stride of levels, and the next begins a stride late; this is agreed with (see `pndmCourse`). 10 steps at
 * strength 0.6 are therefore 6 steps in 7 calls: 601, 501, 401, 301, 201, 101, 1. Order 4, no draw.
 */
export const pndm: Scheduler = {
  memory: 3,
  async step({ latents, denoise, interpret, history, transition }) {
    const { kind, calls } = transition as PndmTransition;
    const outputs = history.map(({ output }) => output);
    const asked: Evaluation[] = [];
    let current = latents;
    for (const call of calls) {
      const answer = await denoise(current, call.at);
      asked.push(answer);
      const fresh = asked.map(({ output }) => output);
      const output =
        kind === 'adams' ? adams([fresh[0]!, ...outputs]) : kind === 'pair' ? pair(fresh) : rungeKutta(fresh);
      const base = asked[0]!.latents;
      current = moveByNoise(base, interpret(output, base, call.from).noise, call.from, call.to);
    }
    return { latents: current, clean: asked.at(-1)!.clean, remember: asked[0]! };
  },
};

function pair([first, second]: readonly Tensor[]): Tensor {
  return second ? linearCombination([0.5, first!], [0.5, second]) : first!;
}

function rungeKutta(outputs: readonly Tensor[]): Tensor {
  if (outputs.length < 4) return outputs.at(-1)!;
  const [a, b, c, d] = outputs;
  return linearCombination([1 / 6, a!], [1 / 3, b!], [1 / 3, c!], [1 / 6, d!]);
}

const adamsBashforth = [[1], [3 / 2, -1 / 2], [23 / 12, -16 / 12, 5 / 12], [55 / 24, -59 / 24, 37 / 24, -9 / 24]];

function adams(outputs: readonly Tensor[]): Tensor {
  const weights = adamsBashforth[Math.min(outputs.length, 4) - 1]!;
  return linearCombination(...(weights.map((weight, i) => [weight, outputs[i]!]) as unknown as [Term, ...Term[]]));
}
