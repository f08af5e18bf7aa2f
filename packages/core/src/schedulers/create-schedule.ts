import { InvalidArgumentError, UnsupportedError } from '../errors/index.js';
import { cleanLevel, type NoiseLevel } from '../noise/level.js';
import type { Prediction, PredictionType } from '../noise/prediction.js';
import type { SigmaSpacing } from '../noise/sigma-spacing.js';
import { firstStep, type StrengthRule } from '../noise/strength.js';
import { type SchedulerInfo, schedulerInfo, schedulers } from './catalog.js';
import { checkOptions } from './check-options.js';
import { type ClassName, type SchedulerClass, schedulerClasses, type TableKind } from './classes.js';
import type { SchedulerConfig, Settings } from './config.js';
import type { CourseRequest, Transition } from './course.js';
import { alphaBarCourse } from './course-alpha-bar.js';
import { distilledCourse } from './course-distilled.js';
import { edmCourse } from './course-edm.js';
import { flowCourse } from './course-flow.js';
import { karrasCourse } from './course-karras.js';
import { lambdaCourse } from './course-lambda.js';
import { pndmCourse } from './course-pndm.js';
import { makeScheduler } from './make.js';
import { resolveScheduler, schedulerOfConfig } from './resolve.js';
import type { Schedule, ScheduleOptions } from './schedule.js';
import { settingsOf } from './settings.js';

/** Stable Diffusion 1.5's scheduler_config.json. */
export const stableDiffusionConfig: SchedulerConfig = {
  _class_name: 'PNDMScheduler',
  beta_end: 0.012,
  beta_schedule: 'scaled_linear',
  beta_start: 0.00085,
  clip_sample: false,
  num_train_timesteps: 1000,
  set_alpha_to_one: false,
  skip_prk_steps: true,
  steps_offset: 1,
  trained_betas: null,
};

/**
 * Plans a run of a scheduler: which noise levels it visits and what the network is told, as diffusers' img2img pipelines do it with
 * the same scheduler_config.json. Pure and quick (no weights, no backend); the same object serves any number of runs.
 *
 * Chosen deviations from diffusers: strength 0 gives no steps, a strength above 0 at least one; schedules longer than the table and
 * offsets beyond it are fitted to it.
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
  const { strength = 1, stepsMode = 'schedule', eta = 0, mu, originalSteps } = options;
  const { info, className, settings, spacing } = choose(options);
  const rule = options.strengthRule ?? defaultRule(info, settings);
  const length = wholeLength(options, className, settings);
  const exact = stepsMode === 'exact' && strength > 0;
  const run = Math.trunc(options.steps ?? length);
  const steps = exact ? (rule === 'lcm' ? run : run / strength) : length;
  const positions = Array.from({ length: exact ? run : length }, (_, i) => (exact ? steps - run + i : i));
  const given = {
    ...(options.timesteps && { timesteps: options.timesteps }),
    ...(Array.isArray(options.sigmas) && { sigmas: options.sigmas as readonly number[] }),
  };
  const request: CourseRequest = { className, settings, steps, positions, continuous: exact, spacing, given, mu, eta };
  const listed = given.timesteps && className === 'HeunDiscreteScheduler' ? 2 * length - 1 : length;
  const first = exact || strength === 0 ? 0 : Math.min(firstStep(rule, listed, strength), length - 1);

  const table: TableKind = (schedulerClasses[className] as SchedulerClass).table;
  const distilledStrength = rule === 'lcm' ? strength : 1;
  const planned =
    strength === 0
      ? []
      : className === 'PNDMScheduler'
        ? pndmCourse(request, first)
        : table === 'distilled'
          ? distilledCourse({ ...request, strength: distilledStrength, originalSteps })
          : courses[table](request);
  const whole = className === 'PNDMScheduler' ? planned : planned.slice(first);
  const taken: readonly Transition[] = whole;
  const levels: NoiseLevel[] = [...taken.map(({ from, start }, i) => (i === 0 ? (start ?? from) : from)), cleanLevel];
  const timesteps = taken.flatMap((step) => step.timesteps);
  const pathLevels = planned.map(({ from }) => from);
  if (planned.length > 0) pathLevels.push(planned.at(-1)!.to);
  return {
    scheduler: info.name,
    timesteps,
    levels,
    steps: taken,
    calls: timesteps.length,
    prediction: predictionOf(settings, className, info),
    noiseScale: noiseScaleOf(settings, table, planned[0]?.from),
    config: { _class_name: className, ...known(settings, className) },
    method: makeScheduler(info.name, settings, eta),
    path: { levels: pathLevels, first: className === 'PNDMScheduler' ? 0 : first },
  };
}

const courses: Record<Exclude<TableKind, 'distilled'>, (request: CourseRequest) => Transition[]> = {
  'alpha-bar': alphaBarCourse,
  karras: karrasCourse,
  lambda: lambdaCourse,
  flow: flowCourse,
  edm: edmCourse,
};

interface Choice {
  readonly info: SchedulerInfo;
  readonly className: ClassName;
  readonly settings: Settings;
  readonly spacing: SigmaSpacing;
}

/** Which scheduler, with which settings: the name asked for, else the config's own class. */
function choose({ scheduler, sigmas, timesteps, ...options }: ScheduleOptions): Choice {
  const asked = scheduler === undefined ? {} : resolveScheduler(scheduler);
  const config = { ...(options.config ?? stableDiffusionConfig), ...asked.config };
  const own = config._class_name === undefined && asked.name ? undefined : schedulerOfConfig(config);
  const same = asked.name === undefined || asked.name === own?.name || scheduler === config._class_name;
  const info = schedulerInfo(same ? own!.name : asked.name!);
  const edm = own?.className.startsWith('EDM') ?? false;
  if (!same && edm && info.diffusers !== 'EulerDiscreteScheduler' && info.diffusers !== 'DPMSolverMultistepScheduler') {
    throw new UnsupportedError(
      'scheduler',
      `${info.name} does not know EDM models; euler, dpmpp-2m, dpmpp-2m-sde and dpmpp-3m do.`,
    );
  }
  const edmClass = info.diffusers === 'EulerDiscreteScheduler' ? 'EDMEulerScheduler' : 'EDMDPMSolverMultistepScheduler';
  const className = same ? own!.className : edm ? edmClass : info.diffusers;
  const base = settingsOf(schedulerClasses[className].defaults, config, same ? {} : info.settings);
  const spacing =
    typeof sigmas === 'string' && sigmas !== 'default' ? sigmas : (asked.sigmas ?? spacingOfSettings(base));
  checkCombination(info, className, base, own?.className, config);
  checkSpacing(info, className, base, sigmas, timesteps, spacing);
  const settings: Settings = {
    ...base,
    use_karras_sigmas: spacing === 'karras',
    use_exponential_sigmas: spacing === 'exponential',
    use_beta_sigmas: spacing === 'beta',
  };
  return { info, className, settings, spacing: Array.isArray(sigmas) && !flowModel(className) ? 'default' : spacing };
}

function spacingOfSettings(settings: Settings): SigmaSpacing {
  const { use_karras_sigmas, use_exponential_sigmas, use_beta_sigmas, use_lu_lambdas } = settings;
  if ([use_karras_sigmas, use_exponential_sigmas, use_beta_sigmas].filter(Boolean).length > 1) {
    throw new InvalidArgumentError(
      'config.use_karras_sigmas',
      'at most one of use_karras_sigmas, use_exponential_sigmas, use_beta_sigmas',
      true,
    );
  }
  if (use_karras_sigmas) return 'karras';
  if (use_lu_lambdas) return 'lu';
  return use_exponential_sigmas ? 'exponential' : use_beta_sigmas ? 'beta' : 'default';
}

const flowModel = (className: ClassName | undefined) => className?.startsWith('FlowMatch') ?? false;

function checkCombination(
  info: SchedulerInfo,
  className: ClassName,
  settings: Settings,
  own: ClassName | undefined,
  config: SchedulerConfig,
): void {
  if (own !== undefined && flowModel(own) !== flowModel(className)) {
    const fits = schedulers.filter(({ flow }) => (flow === true) === flowModel(own)).map(({ name }) => name);
    const kind = flowModel(own) ? 'a flow-matching model' : 'a diffusion model';
    throw new UnsupportedError(
      'scheduler',
      `${info.name} cannot be used with ${kind} (its config is of ${own}). Possible: ${fits.join(', ')}.`,
    );
  }
  const type = settings.prediction_type;
  const edm = className.startsWith('EDM');
  const possible = edm ? ['epsilon', 'v_prediction'] : info.predictionTypes;
  if (
    !flowModel(className) &&
    !possible.includes(type) &&
    !(type === 'original_sample' && possible.includes('sample'))
  ) {
    throw new UnsupportedError(
      'config.prediction_type',
      `${info.name} takes prediction_type ${possible.join(', ')}, not ${JSON.stringify(type)}.`,
    );
  }
  if (!flowModel(className) && (type === 'flow_prediction') !== settings.use_flow_sigmas) {
    throw new InvalidArgumentError(
      'config.prediction_type',
      'flow_prediction together with use_flow_sigmas, or neither',
      type,
    );
  }
  if (settings.invert_sigmas)
    throw new UnsupportedError(
      'config.invert_sigmas',
      'Schedules that run from clean to noise are not supported; set invert_sigmas to false.',
    );
  if (settings.variance_type?.startsWith('learned')) {
    throw new UnsupportedError(
      'config.variance_type',
      'Networks that put out a variance beside their prediction are not supported; fixed_small, fixed_small_log and fixed_large are.',
    );
  }
  if (config['solver_p'] != null)
    throw new UnsupportedError(
      'config.solver_p',
      'UniPC with another predictor is not supported; leave solver_p null.',
    );
}

function checkSpacing(
  info: SchedulerInfo,
  className: ClassName,
  settings: Settings,
  sigmas: ScheduleOptions['sigmas'],
  timesteps: ScheduleOptions['timesteps'],
  spacing: SigmaSpacing,
): void {
  const own = Array.isArray(sigmas);
  const able = schedulers.filter(({ sigmas }) => sigmas.includes('karras')).map(({ name }) => name);
  if ((own || spacing !== 'default') && info.sigmas.length === 1) {
    throw new UnsupportedError(
      'sigmas',
      `${info.name} works on the training table's own levels and takes no sigmas. Possible: ${able.join(', ')}.`,
    );
  }
  if (timesteps && spacing !== 'default')
    throw new InvalidArgumentError('timesteps', `no timesteps together with ${spacing} sigmas`, timesteps);
  if (
    settings.use_flow_sigmas &&
    spacing !== 'default' &&
    !(spacing === 'karras' && className === 'UniPCMultistepScheduler')
  ) {
    throw new UnsupportedError(
      'sigmas',
      `${info.name} with use_flow_sigmas takes no ${spacing} sigmas; unipc takes karras.`,
    );
  }
  if (className.startsWith('EDM') && spacing === 'beta')
    throw new UnsupportedError('sigmas', 'EDM models take karras or exponential sigmas.');
}

function defaultRule(info: SchedulerInfo, settings: Settings): StrengthRule {
  if (info.name === 'lcm') return 'lcm';
  return info.flow === true || settings.use_flow_sigmas ? 'flow' : 'stable-diffusion';
}

function wholeLength({ steps, timesteps, sigmas }: ScheduleOptions, className: ClassName, settings: Settings): number {
  if (timesteps) return timesteps.length;
  if (!Array.isArray(sigmas)) return steps!;
  return flowModel(className) || settings.use_flow_sigmas ? sigmas.length : sigmas.length - 1;
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
