import { InvalidArgumentError } from '../errors/index.js';
import { cleanLevel, type NoiseLevel } from '../noise/level.js';
import { firstStep } from '../noise/strength.js';
import { checkOptions } from './check-options.js';
import { chooseScheduler } from './choose-scheduler.js';
import type { ScheduleRequest } from './layout.js';
import type { Schedule, ScheduleOptions } from './schedule.js';

/**
 * Plans a run of a scheduler: which noise levels it visits and what the network is told, as diffusers' img2img
 * pipelines do it with the same scheduler_config.json. Pure and quick (no weights, no backend); the same object serves
 * any number of runs.
 *
 * Chosen deviations from diffusers: strength 0 gives no steps, a strength above 0 at least one; schedules longer than
 * the table and offsets beyond it are fitted to it.
 *
 * Settings of the config that decide no level (solver orders, thresholding, prediction type) are {@link sample}'s to
 * check.
 *
 * @throws {@link InvalidArgumentError} `INVALID_ARGUMENT` for a value out of range or options that exclude each other.
 * @throws {@link UnsupportedError} `UNSUPPORTED` for a combination that cannot be, naming what can.
 * @example
 * ```ts
 * import { createSchedule } from '@overpaint/core';
 * const schedule = createSchedule({ scheduler: 'dpmpp-2m', sigmas: 'karras', steps: 20, strength: 0.6 });
 * schedule.calls; // 12
 * schedule.levels[0]; // { alpha, sigma, timestep } that the run starts at
 * ```
 */
export function createSchedule(options: ScheduleOptions): Schedule {
  checkOptions(options);
  const { strength = 1, eta = 0 } = options;
  const choice = chooseScheduler(options);
  const { name, layout, settings, spacing } = choice;
  const exact = options.stepsMode === 'exact';
  const flow = layout.name === 'flow' || settings.use_flow_sigmas === true;
  const asked = options.strengthRule ?? layout.strengthRule ?? (flow ? 'flow' : 'stable-diffusion');
  // Only a distilled schedule can be chosen below the strength; own timesteps are cut like any other's.
  const rule = asked === 'lcm' && (options.timesteps || layout.name !== 'distilled') ? 'stable-diffusion' : asked;
  const own = ownValues(options, flow);
  const listed = own.timesteps ?? own.sigmas;
  const length = listed?.length ?? options.steps!;
  const steps = exact ? (options.steps ?? length) : length;
  const counted = options.timesteps && layout.countsTwice ? 2 * length - 1 : length;
  const first = exact ? 0 : Math.min(firstStep(rule, counted, strength), length - 1);
  const whole =
    strength === 0
      ? []
      : layout.schedule({
          ...options,
          ...choice,
          eta,
          steps,
          first,
          given: exact && listed ? resampled(own, listed, steps, strength) : own,
          share: exact ? strength : undefined,
          top: exact ? strength * (settings.num_train_timesteps - 1) : undefined,
          below: rule === 'lcm' ? strength : 1,
        });
  const start = whole[0]?.from;
  const skipped = layout.cutsItself ? 0 : first;
  const cut = whole.slice(skipped);
  for (const { from, to, via = to } of cut) [from, via, to].forEach(checkLevel);
  const timesteps = cut.flatMap((step) => step.timesteps);
  return {
    scheduler: name,
    timesteps,
    levels: [
      ...cut.map(({ from, start }, i) => (i === 0 && start) || from),
      cleanLevel,
    ] as readonly NoiseLevel[] as Schedule['levels'],
    steps: cut,
    sigmas: spacing,
    calls: timesteps.length,
    // 1 in units of variance 1, but for σ schedules that start at σ itself instead of √(σ² + 1).
    noiseScale: start && layout.name === 'karras' && settings.timestep_spacing !== 'leading' ? start.sigma : 1,
    config: choice.config,
    eta,
    path: { levels: [...whole.map(({ from }) => from), whole.at(-1)?.to ?? cleanLevel], first: skipped },
  };
}

/** Settings contradict each other in more ways than can be listed: a table without signal, a shift below 0 … */
function checkLevel({ alpha, sigma, timestep }: NoiseLevel): void {
  if (alpha < -1e-9 || sigma < 0 || !Number.isFinite(alpha + sigma + timestep)) {
    const received = `alpha ${alpha}, sigma ${sigma} at timestep ${timestep}`;
    throw new InvalidArgumentError('config', 'settings whose noise levels are finite and not below 0', received);
  }
}

type OwnValues = ScheduleRequest['given'];

/** The caller's own list. */
function ownValues({ timesteps, sigmas }: ScheduleOptions, flow: boolean): OwnValues {
  if (timesteps) return { timesteps };
  if (!Array.isArray(sigmas)) return {};
  // A flow's list ends before the clean level; whoever lists it too means the same.
  if (flow) return { sigmas: sigmas.at(-1) === 0 ? sigmas.slice(0, -1) : sigmas };
  return { sigmas: sigmas.slice(0, -1), last: sigmas.at(-1)! };
}

/**
 * `exact` mode on the caller's own list: even positions on it from where `strength` begins, between its values on
 * straight lines.
 */
function resampled(own: OwnValues, listed: readonly number[], steps: number, strength: number): OwnValues {
  const { timesteps, last = 0 } = own;
  const values = Array.from({ length: steps }, (_, i) => {
    const position = listed.length * (1 - strength + (strength * i) / steps);
    const low = Math.floor(position);
    return listed[low]! + (position - low) * ((listed[low + 1] ?? last) - listed[low]!);
  });
  return { ...own, [timesteps ? 'timesteps' : 'sigmas']: values };
}
