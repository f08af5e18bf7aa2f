import { InvalidArgumentError, UnsupportedError } from '../errors/index.js';
import type { SigmaSpacing } from '../noise/sigma-spacing.js';
import { type SchedulerInfo, schedulerInfo, schedulers } from './catalog.js';
import { type ClassName, schedulerClasses } from './classes.js';
import type { SchedulerConfig, Settings } from './config.js';
import { isKnownClass, resolveScheduler, schedulerOfConfig } from './resolve.js';
import type { ScheduleOptions } from './schedule.js';
import { settingsOf } from './settings.js';

/** Stable Diffusion 1.5's scheduler_config.json. */
const stableDiffusionConfig: SchedulerConfig = {
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

export interface Choice {
  readonly info: SchedulerInfo;
  readonly className: ClassName;
  readonly settings: Settings;
  readonly spacing: SigmaSpacing;
}

/**
 * Which scheduler, with which settings: the name asked for, else the config's own class.
 *
 * @throws {@link InvalidArgumentError} or {@link UnsupportedError} for what cannot be combined, naming what can.
 */
export function chooseScheduler({ scheduler, sigmas, timesteps, ...options }: ScheduleOptions): Choice {
  const asked = scheduler === undefined ? {} : resolveScheduler(scheduler);
  const config = { ...(options.config ?? stableDiffusionConfig), ...asked.config };
  // A config of a class that is not understood will do where another scheduler is asked for.
  const foreign = asked.name !== undefined && !isKnownClass(config._class_name);
  const own = foreign ? undefined : schedulerOfConfig(config);
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
  return { info, className, settings, spacing: Array.isArray(sigmas) && !isFlowModel(className) ? 'default' : spacing };
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

/** Whether a class is for flow-matching models only. */
export function isFlowModel(className: string | undefined): boolean {
  return className?.startsWith('FlowMatch') ?? false;
}

function checkCombination(
  info: SchedulerInfo,
  className: ClassName,
  settings: Settings,
  own: ClassName | undefined,
  config: SchedulerConfig,
): void {
  if (own !== undefined && isFlowModel(own) !== isFlowModel(className)) {
    const fits = schedulers.filter(({ flow }) => (flow === true) === isFlowModel(own)).map(({ name }) => name);
    const kind = isFlowModel(own) ? 'a flow-matching model' : 'a diffusion model';
    throw new UnsupportedError(
      'scheduler',
      `${info.name} cannot be used with ${kind} (its config is of ${own}). Possible: ${fits.join(', ')}.`,
    );
  }
  const type = settings.prediction_type;
  const edm = className.startsWith('EDM');
  const possible = edm ? ['epsilon', 'v_prediction'] : info.predictionTypes;
  if (
    !isFlowModel(className) &&
    !possible.includes(type) &&
    !(type === 'original_sample' && possible.includes('sample'))
  ) {
    throw new UnsupportedError(
      'config.prediction_type',
      `${info.name} takes prediction_type ${possible.join(', ')}, not ${JSON.stringify(type)}.`,
    );
  }
  if (!isFlowModel(className) && (type === 'flow_prediction') !== settings.use_flow_sigmas) {
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
  if (own && sigmas.length < 2 && !isFlowModel(className)) {
    throw new InvalidArgumentError('sigmas', 'at least two, the last being the one to end at', sigmas);
  }
  if (timesteps) checkTimesteps(info, className, settings, timesteps, spacing);
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

function checkTimesteps(
  info: SchedulerInfo,
  className: ClassName,
  settings: Settings,
  timesteps: readonly number[],
  spacing: SigmaSpacing,
): void {
  if (className === 'PNDMScheduler' || className.startsWith('EDM') || settings.use_flow_sigmas) {
    const why = className === 'PNDMScheduler' ? 'its formula needs even ones' : 'its levels are given by sigmas';
    throw new UnsupportedError('timesteps', `${info.name} takes no timesteps here: ${why}.`);
  }
  if (spacing !== 'default') {
    throw new InvalidArgumentError('timesteps', `no timesteps together with ${spacing} sigmas`, timesteps);
  }
  const largest = isFlowModel(className) ? settings.num_train_timesteps : settings.num_train_timesteps - 1;
  if (timesteps[0]! > largest) throw new InvalidArgumentError('timesteps', `at most ${largest} each`, timesteps[0]);
}
