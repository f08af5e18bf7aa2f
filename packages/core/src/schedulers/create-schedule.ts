import { cleanLevel, type NoiseLevel } from '../noise/level.js';
import { firstStep } from '../noise/strength.js';
import { checkOptions } from './check-options.js';
import { chooseScheduler } from './choose-scheduler.js';
import type { TableKind } from './classes.js';
import type { CourseRequest, Transition } from './course.js';
import { alphaBarCourse } from './course-alpha-bar.js';
import { distilledCourse } from './course-distilled.js';
import { edmCourse } from './course-edm.js';
import { flowCourse } from './course-flow.js';
import { karrasCourse } from './course-karras.js';
import { lambdaCourse } from './course-lambda.js';
import { pndmCourse } from './course-pndm.js';
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
  const { strength = 1, eta = 0, mu, originalSteps } = options;
  const choice = chooseScheduler(options);
  const { name, className, table, settings, spacing } = choice;
  const exact = options.stepsMode === 'exact';
  const flow = table === 'flow' || settings.use_flow_sigmas === true;
  const asked = options.strengthRule ?? (name === 'lcm' ? 'lcm' : flow ? 'flow' : 'stable-diffusion');
  // Only a distilled schedule can be chosen below the strength; own timesteps are cut like any other's.
  const rule = asked === 'lcm' && (options.timesteps || table !== 'distilled') ? 'stable-diffusion' : asked;
  const { values, length } = ownValues(options, flow);
  const steps = exact ? (options.steps ?? length) : length;
  const given = exact ? resampled(values, length, steps, strength) : values;
  const share = exact ? strength : undefined;
  const top = exact ? strength * (settings.num_train_timesteps - 1) : undefined;
  const below = rule === 'lcm' ? strength : 1;
  const request: CourseRequest = {
    settings,
    steps,
    share,
    top,
    given,
    spacing,
    className,
    mu,
    eta,
    originalSteps,
    below,
  };
  // Heun lists each timestep but the first twice, and diffusers counts its list where it was not told the steps.
  const counted = given.timesteps && name === 'heun' ? 2 * length - 1 : length;
  const first = exact ? 0 : Math.min(firstStep(rule, counted, strength), length - 1);

  const pndm = name === 'pndm';
  const whole = strength === 0 ? [] : pndm ? pndmCourse(request, first) : courses[table](request);
  const start = whole[0]?.from;
  const cut = pndm ? whole : whole.slice(first);
  const timesteps = cut.flatMap((step) => step.timesteps);
  return {
    scheduler: name,
    timesteps,
    levels: [
      ...cut.map(({ from, start }, i) => (i === 0 ? (start ?? from) : from)),
      cleanLevel,
    ] as readonly NoiseLevel[] as Schedule['levels'],
    steps: cut,
    sigmas: spacing,
    calls: timesteps.length,
    // 1 in units of variance 1, but for σ schedules that start at σ itself instead of √(σ² + 1).
    noiseScale: start && table === 'karras' && settings.timestep_spacing !== 'leading' ? start.sigma : 1,
    config: choice.config,
    eta,
    path: { levels: [...whole.map(({ from }) => from), whole.at(-1)?.to ?? cleanLevel], first: pndm ? 0 : first },
  };
}

type OwnValues = CourseRequest['given'];

/** The caller's own list, and how many steps it makes. */
function ownValues(options: ScheduleOptions, flow: boolean): { values: OwnValues; length: number } {
  const { timesteps, sigmas, steps } = options;
  if (timesteps) return { values: { timesteps }, length: timesteps.length };
  if (!Array.isArray(sigmas)) return { values: {}, length: steps! };
  // A flow's list ends before the clean level; whoever lists it too means the same.
  const listed = flow && sigmas.at(-1) === 0 ? sigmas.slice(0, -1) : sigmas;
  return { values: { sigmas: listed }, length: flow ? listed.length : listed.length - 1 };
}

/**
 * `exact` mode on the caller's own list: even positions on it from where `strength` begins, between its values on
 * straight lines.
 */
function resampled({ timesteps, sigmas }: OwnValues, length: number, steps: number, strength: number): OwnValues {
  const list = timesteps ?? sigmas;
  if (!list) return {};
  const ends = [...list, 0];
  const values = Array.from({ length: steps }, (_, i) => {
    const position = length * (1 - strength + (strength * i) / steps);
    const low = Math.floor(position);
    return ends[low]! + (position - low) * ((ends[low + 1] ?? 0) - ends[low]!);
  });
  const kept = [...values, ...list.slice(length)]; // with the σ to end at, where the list has it
  return timesteps ? { timesteps: kept } : { sigmas: kept };
}

const courses: Record<TableKind, (request: CourseRequest) => Transition[]> = {
  'alpha-bar': alphaBarCourse,
  distilled: distilledCourse,
  karras: karrasCourse,
  lambda: lambdaCourse,
  flow: flowCourse,
  edm: edmCourse,
};
