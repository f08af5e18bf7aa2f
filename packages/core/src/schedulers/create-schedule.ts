import { InvalidArgumentError } from '../errors/index.js';
import { cleanLevel, type NoiseLevel } from '../noise/level.js';
import type { Prediction, PredictionType } from '../noise/prediction.js';
import { firstStep, type StrengthRule } from '../noise/strength.js';
import type { SchedulerInfo } from './catalog.js';
import { checkOptions } from './check-options.js';
import { chooseScheduler, isFlowModel } from './choose-scheduler.js';
import { type ClassName, type SchedulerClass, schedulerClasses, type TableKind } from './classes.js';
import type { Settings } from './config.js';
import type { CourseRequest, Transition } from './course.js';
import { alphaBarCourse } from './course-alpha-bar.js';
import { distilledCourse } from './course-distilled.js';
import { edmCourse } from './course-edm.js';
import { flowCourse } from './course-flow.js';
import { karrasCourse } from './course-karras.js';
import { lambdaCourse } from './course-lambda.js';
import { pndmCourse } from './course-pndm.js';
import { makeScheduler } from './make.js';
import type { Schedule, ScheduleOptions } from './schedule.js';

/**
 * Plans a run of a scheduler: which noise levels it visits and what the network is told, as diffusers' img2img
 * pipelines do it with the same scheduler_config.json. Pure and quick (no weights, no backend); the same object serves
 * any number of runs.
 *
 * Chosen deviations from diffusers: strength 0 gives no steps, a strength above 0 at least one; schedules longer than
 * the table and offsets beyond it are fitted to it.
 *
 * @throws {@link InvalidArgumentError} `INVALID_ARGUMENT` for a value out of range or options that exclude each other.
 * @throws {@link UnsupportedError} `UNSUPPORTED` for a combination that cannot be, naming what can.
 * @example
 * ```ts
 * const schedule = createSchedule({ scheduler: 'dpmpp-2m', sigmas: 'karras', steps: 20, strength: 0.6 });
 * schedule.calls; // 12
 * schedule.levels[0]; // { alpha, sigma, timestep } that the run starts at
 * ```
 */
export function createSchedule(options: ScheduleOptions): Schedule {
  checkOptions(options);
  const { strength = 1, eta = 0, mu, originalSteps } = options;
  const { info, className, settings, spacing } = chooseScheduler(options);
  const { table } = schedulerClasses[className] as SchedulerClass;
  if (
    settings.use_dynamic_shifting &&
    mu === undefined &&
    (table === 'flow' || className === 'UniPCMultistepScheduler')
  ) {
    throw new InvalidArgumentError(
      'mu',
      'the shift for the size of the picture, since the config says use_dynamic_shifting',
      mu,
      'See shiftForSize().',
    );
  }
  const exact = options.stepsMode === 'exact';
  // Own timesteps of a distilled model are cut like any other's.
  const asked = options.strengthRule ?? defaultRule(info, settings);
  const rule = asked === 'lcm' && options.timesteps ? 'stable-diffusion' : asked;
  const flow = isFlowModel(className) || settings.use_flow_sigmas;
  const listed = ownValues(options, flow);
  const length = options.timesteps || listed.sigmas ? ownLength(listed, flow) : options.steps!;
  const steps = exact ? (options.steps ?? length) : length;
  const given = exact ? resampled(listed, length, steps, strength) : listed;
  const request: CourseRequest = {
    className,
    settings,
    steps,
    share: exact ? strength : undefined,
    spacing,
    given,
    mu,
    eta,
  };
  // Heun lists each timestep but the first twice, and diffusers counts its list where it was not told the steps.
  const counted = given.timesteps && className === 'HeunDiscreteScheduler' ? 2 * length - 1 : length;
  const first = exact ? 0 : Math.min(firstStep(rule, counted, strength), length - 1);

  const pndm = className === 'PNDMScheduler';
  const whole = strength === 0 ? [] : plan(request, { first, originalSteps, strength: rule === 'lcm' ? strength : 1 });
  const cut = pndm ? whole : whole.slice(first);
  const timesteps = cut.flatMap((step) => step.timesteps);
  return {
    scheduler: info.name,
    timesteps,
    levels: [...cut.map(({ from, start }, i) => (i === 0 ? (start ?? from) : from)), cleanLevel],
    steps: cut,
    sigmas: spacing,
    calls: timesteps.length,
    prediction: predictionOf(settings, className, info),
    noiseScale: noiseScaleOf(settings, table, whole[0]?.from),
    config: { _class_name: className, ...known(settings, className) },
    method: makeScheduler(info.name, settings, eta),
    path: { levels: [...whole.map(({ from }) => from), whole.at(-1)?.to ?? cleanLevel], first: pndm ? 0 : first },
  };
}

type OwnValues = CourseRequest['given'];

function ownValues({ timesteps, sigmas }: ScheduleOptions, flow: boolean): OwnValues {
  if (timesteps) return { timesteps };
  if (!Array.isArray(sigmas)) return {};
  // A flow's list ends before the clean level; whoever lists it too means the same.
  return { sigmas: flow && sigmas.at(-1) === 0 ? sigmas.slice(0, -1) : sigmas };
}

function ownLength({ timesteps, sigmas = [] }: OwnValues, flow: boolean): number {
  return timesteps?.length ?? (flow ? sigmas.length : sigmas.length - 1);
}

/**
 * `exact` mode on the caller's own list: even positions on it from where `strength` begins, between its values on
 * straight lines.
 */
function resampled({ timesteps, sigmas }: OwnValues, length: number, steps: number, strength: number): OwnValues {
  const list = timesteps ?? sigmas;
  if (!list) return {};
  const ends = list.length > length ? list : [...list, 0];
  const values = Array.from({ length: steps }, (_, i) => {
    const position = length * (1 - strength + (strength * i) / steps);
    const low = Math.floor(position);
    return ends[low]! + (position - low) * ((ends[low + 1] ?? 0) - ends[low]!);
  });
  return timesteps ? { timesteps: values } : { sigmas: list.length > length ? [...values, list.at(-1)!] : values };
}

function plan(request: CourseRequest, rest: { first: number; originalSteps: number | undefined; strength: number }) {
  if (request.className === 'PNDMScheduler') return pndmCourse(request, rest.first);
  const { table } = schedulerClasses[request.className] as SchedulerClass;
  return table === 'distilled' ? distilledCourse({ ...request, ...rest }) : courses[table](request);
}

const courses: Record<Exclude<TableKind, 'distilled'>, (request: CourseRequest) => Transition[]> = {
  'alpha-bar': alphaBarCourse,
  karras: karrasCourse,
  lambda: lambdaCourse,
  flow: flowCourse,
  edm: edmCourse,
};

function defaultRule(info: SchedulerInfo, settings: Settings): StrengthRule {
  if (info.name === 'lcm') return 'lcm';
  return info.flow === true || settings.use_flow_sigmas ? 'flow' : 'stable-diffusion';
}

function predictionOf(settings: Settings, className: ClassName, info: SchedulerInfo): Prediction {
  const types: Record<string, PredictionType> = { epsilon: 'epsilon', v_prediction: 'v', flow_prediction: 'flow' };
  const edm = className.startsWith('EDM');
  const type = edm ? 'edm' : info.flow === true ? 'flow' : (types[settings.prediction_type] ?? 'sample');
  const limits = settings.thresholding
    ? { threshold: { quantile: settings.dynamic_thresholding_ratio, largest: settings.sample_max_value } }
    : settings.clip_sample
      ? { clip: settings.clip_sample_range }
      : {};
  const sign = settings.prediction_type === 'v_prediction' ? -1 : 1;
  return { type, ...limits, ...(edm && { sigmaData: sign * settings.sigma_data }) };
}

/** init_noise_sigma in units of variance 1: 1, but for σ schedules that start at σ itself instead of √(σ² + 1). */
function noiseScaleOf({ timestep_spacing }: Settings, table: TableKind, first: NoiseLevel | undefined): number {
  return table === 'karras' && timestep_spacing !== 'leading' && first ? first.sigma : 1;
}

/** The settings that a class knows, which is what its scheduler_config.json would hold. */
function known(settings: Settings, className: ClassName): Partial<Settings> {
  const { defaults } = schedulerClasses[className] as SchedulerClass;
  return Object.fromEntries(Object.entries(settings).filter(([key]) => Object.hasOwn(defaults, key)));
}
