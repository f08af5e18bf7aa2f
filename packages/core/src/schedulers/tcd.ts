import { addNoise } from '../noise/add-noise.js';
import { noiseTable } from '../noise/table.js';
import { linearCombination } from '../tensor/linear-combination.js';
import { distilledTimesteps } from './distilled-timesteps.js';
import type { ScheduleRequest } from './layout.js';
import { distilledSettings, stableDiffusionBetas, trained, zeroSnr } from './level-settings.js';
import type { Scheduler } from './scheduler.js';
import type { SchedulerClasses } from './scheduler-class.js';
import type { SchedulerFacts } from './scheduler-facts.js';
import type { SamplingSettings, SchedulerMethod } from './scheduler-method.js';
import type { Transition } from './transition.js';

/**
 * Trajectory consistency (Zheng et al. 2024, arXiv:2402.19159, strategic stochastic sampling): the network jumps along
 * the ODE to a level `via` below the next, at timestep ⌊(1 − eta)·next⌋, and noise brings the latents up to the next.
 *     jumped = alpha_via·clean + sigma_via·noise
 *     next = (alpha_to/alpha_via)·jumped + √(1 − (alpha_to/alpha_via)²)·draw
 * `eta` 0 (the default, what diffusers' img2img pipeline passes on) is deterministic and draws nothing; the paper
 * suggests 0.3. For distilled models, 2 to 8 steps; one network call a step. Ends at timestep 0 of the table.
 */
export const tcd = ({ eta = 0 }: { eta?: number } = {}): Scheduler => ({
  memory: 0,
  async step({ latents, from, to, via = to, denoise, gaussian, path }) {
    const asked = await denoise(latents, from);
    const jumped = addNoise(asked.clean, asked.noise, via);
    const last = path.index === path.levels.length - 2;
    if (eta === 0 || last) return { latents: jumped, clean: asked.clean, remember: asked };
    const keep = to.alpha / via.alpha;
    const next = linearCombination([keep, jumped], [Math.sqrt(Math.max(1 - keep * keep, 0)), gaussian()]);
    return { latents: next, clean: asked.clean, remember: asked };
  },
});

/** Steps of the distilled timesteps with the level that each jumps to. diffusers reads given original steps as "every". */
function tcdSchedule(request: ScheduleRequest): Transition[] {
  const { levelAt } = noiseTable(request.settings);
  const timesteps = distilledTimesteps(request, { every: true });
  return timesteps.map((timestep, i) => {
    const next = timesteps[i + 1];
    const via = levelAt(Math.floor((1 - request.eta) * (next ?? 0)));
    return { from: levelAt(timestep), to: next === undefined ? via : levelAt(next), via, timesteps: [timestep] };
  });
}

export const classes: SchedulerClasses = {
  TCDScheduler: [
    { name: 'distilled', schedule: tcdSchedule },
    trained,
    stableDiffusionBetas,
    zeroSnr,
    distilledSettings,
  ],
};

export const sampling: SamplingSettings = { takesEta: true };

export const method: SchedulerMethod = (_, eta) => tcd({ eta });

export const facts: SchedulerFacts = {
  a1111: ['TCD'],
  paper: { paper: 'Zheng et al. 2024, Trajectory Consistency Distillation', arXiv: '2402.19159' },
};
