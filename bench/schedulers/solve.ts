import { addNoise } from '../../packages/core/src/noise/index.js';
import { sample } from '../../packages/core/src/sample.js';
import {
  createSchedule,
  type ScheduleOptions,
  type SchedulerConfig,
  type SchedulerName,
  schedulers,
} from '../../packages/core/src/schedulers/index.js';
import { type Tensor, tensor } from '../../packages/core/src/tensor/tensor.js';
import type { Predict } from '../../packages/core/src/walk-schedule.js';

/** Where a run ended, and what it cost. */
export interface Solution {
  readonly latents: Tensor;
  readonly calls: number;
}

/** Solves the same problem with a scheduler: from one noise level to clean latents in a number of steps. */
export type Solve = (scheduler: SchedulerName, steps: number) => Promise<Solution>;

/**
 * The config with which schedulers are compared: their own, on one table, starting from one level (exact mode), spaced
 * evenly over the timesteps and ending clean wherever the scheduler can.
 */
export function comparable(name: SchedulerName): SchedulerConfig {
  const { diffusers, settings } = schedulers.find((info) => info.name === name)!;
  const ends = { timestep_spacing: 'trailing', set_alpha_to_one: true, final_sigmas_type: 'zero' };
  return { _class_name: diffusers, ...settings, ...ends, skip_prk_steps: true, clip_sample: false };
}

/**
 * A problem with a known answer: clean latents are drawn from a mixture of two Gaussians, independently in each
 * element, whose exact denoiser is a formula. Every scheduler goes from the noise of σ 10 to that of σ 0.03, not on to
 * the clean level, whose last jump is first order whatever the method: so what remains is how well a method follows the
 * ODE, and its order shows.
 */
export function analyticProblem(elements = 256): Solve {
  const dims = [1, 1, 1, elements];
  const pseudo = (seed: number) =>
    tensor(
      dims,
      Float32Array.from({ length: elements }, (_, i) => Math.SQRT2 * Math.sin(i * i * 0.37 + i * seed + seed)),
    );
  const source = pseudo(1);
  const noise = pseudo(2);
  return async (scheduler, steps) => {
    const flow = scheduler.startsWith('flow');
    const schedule = createSchedule(flow ? { ...flowOptions(steps), scheduler } : diffusionOptions(scheduler, steps));
    const predict: Predict = ({ latents, level: { alpha, sigma } }) => {
      const data = latents.data.map((x) => {
        const clean = expectedClean(x, alpha, sigma);
        const wrong = (x - alpha * clean) / sigma;
        return flow ? wrong - clean : wrong;
      });
      return tensor(latents.dims, data);
    };
    const start = addNoise(source, noise, schedule.levels[0]!);
    return { latents: await sample({ schedule, latents: start, predict }), calls: schedule.calls };
  };
}

const betas = { beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear', prediction_type: 'epsilon' };

function diffusionOptions(scheduler: SchedulerName, steps: number): ScheduleOptions {
  const config = { ...comparable(scheduler), ...betas, lower_order_final: false, set_alpha_to_one: false };
  const spaced = schedulers.some(({ name, sigmas }) => name === scheduler && sigmas.length > 1);
  // σ even in σ^(1/7), as Karras et al. space them. The table's own schedulers take even timesteps from the same level
  // down to the table's first entry, whose σ is 0.03.
  if (!spaced) return { scheduler, config, steps, strength: 0.921, stepsMode: 'exact' };
  const [from, to] = [10 ** (1 / 7), 0.0292 ** (1 / 7)];
  const sigmas = Array.from({ length: steps + 1 }, (_, i) => (from + ((to - from) * i) / steps) ** 7);
  return { scheduler, config, sigmas };
}

/** Flow schedulers always go on to the clean level. */
function flowOptions(steps: number): ScheduleOptions {
  const config = { _class_name: 'FlowMatchEulerDiscreteScheduler' };
  return { config, steps, strength: 0.9, stepsMode: 'exact' };
}

/**
 * E[clean | x] where clean is 0.7 or −0.9 with probabilities 0.6 and 0.4, ± 0.25, and x = alpha·clean + sigma·noise.
 */
function expectedClean(x: number, alpha: number, sigma: number): number {
  const spread = 0.25 ** 2;
  const variance = alpha * alpha * spread + sigma * sigma;
  const parts = [
    [0.6, 0.7],
    [0.4, -0.9],
  ].map(([weight, mean]) => {
    const off = x - alpha * mean!;
    return { log: Math.log(weight!) - (off * off) / (2 * variance), clean: mean! + (alpha * spread * off) / variance };
  });
  const [a, b] = parts as [(typeof parts)[0], (typeof parts)[0]];
  const share = 1 / (1 + Math.exp(b.log - a.log));
  return share * a.clean + (1 - share) * b.clean;
}
