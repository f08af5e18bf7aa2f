import { addNoise } from '../noise/add-noise.js';
import { noiseTable } from '../noise/table.js';
import { linearCombination } from '../tensor/linear-combination.js';
import { chain } from './chain.js';
import { distilledTimesteps } from './distilled-timesteps.js';
import type { ScheduleRequest } from './layout.js';
import { distilledSettings, stableDiffusionBetas, trained, zeroSnr } from './level-settings.js';
import { clipping, thresholding } from './sampling-settings.js';
import type { Scheduler } from './scheduler.js';
import type { SchedulerClasses } from './scheduler-class.js';
import type { SchedulerFacts } from './scheduler-facts.js';
import type { SamplingSettings, SchedulerMethod } from './scheduler-method.js';
import type { Transition } from './transition.js';

/**
 * Latent consistency (Luo et al. 2023, arXiv:2310.04378, algorithm 3; Song et al. 2023, arXiv:2303.01469): the network
 * jumps to the clean latents, fresh noise brings them to the next level.
 *     denoised = c_skip·latents + c_out·clean,  c_skip = ¼ / (s² + ¼),  c_out = s / √(s² + ¼),  s = scaling · timestep
 *     next = alpha_to·denoised + sigma_to·draw
 * For distilled models, 1 to 8 steps. One network call a step, one draw in all but the last, whose result is
 * `denoised`.
 */
export const lcm = ({ scaling = 10 }: { scaling?: number } = {}): Scheduler => ({
  memory: 0,
  async step({ latents, from, to, denoise, gaussian, path }) {
    const asked = await denoise(latents, from);
    const s = scaling * from.timestep;
    const skip = 0.25 / (s * s + 0.25);
    const clean = linearCombination([skip, latents], [s / Math.sqrt(s * s + 0.25), asked.clean]);
    const last = path.index === path.levels.length - 2;
    return { latents: last ? clean : addNoise(clean, gaussian(), to), clean, remember: asked };
  },
});

function lcmSchedule(request: ScheduleRequest): Transition[] {
  return chain(distilledTimesteps(request).map(noiseTable(request.settings).levelAt));
}

export const classes: SchedulerClasses = {
  LCMScheduler: [
    { name: 'distilled', schedule: lcmSchedule, strengthRule: 'lcm' },
    trained,
    stableDiffusionBetas,
    zeroSnr,
    distilledSettings,
  ],
};

export const sampling: SamplingSettings = {
  settings: [clipping, thresholding, { clip_sample: false, timestep_scaling: 10 }],
};

export const method: SchedulerMethod = ({ timestep_scaling: scaling }) => lcm({ scaling });

export const facts: SchedulerFacts = {
  a1111: ['LCM'],
  draws: 'always',
  paper: {
    paper: 'Luo et al. 2023, Latent Consistency Models: Synthesizing High-Resolution Images with Few-Step Inference',
    arXiv: '2310.04378',
  },
};
