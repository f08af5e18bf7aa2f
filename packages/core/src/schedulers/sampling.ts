import { InvalidArgumentError } from '../errors/index.js';
import type { Prediction, PredictionType } from '../noise/prediction.js';
import type { SchedulerName } from './catalog.js';
import { refuse } from './check-combination.js';
import { type ClassName, schedulerClasses } from './classes.js';
import type { SchedulerConfig, Settings } from './config.js';
import { check } from './rules.js';
import { samplingDefaults, samplingRules } from './sampling-defaults.js';
import type { Schedule } from './schedule.js';
import { settingsOf } from './settings.js';

/** What sampling knows of a schedule beyond its levels. */
export interface Sampling {
  /** Every setting that the class knows, resolved. */
  readonly settings: Settings;
  /** The same as what the class's scheduler_config.json would hold. */
  readonly config: SchedulerConfig;
  /** What the network's outputs mean. */
  readonly prediction: Prediction;
}

/**
 * Fills in and checks the settings that decide no level: {@link sample} does so before it asks the network anything,
 * and pipelines before they run any model.
 *
 * @throws {@link InvalidArgumentError} `INVALID_ARGUMENT` for a setting of the wrong type or out of range; {@link
 * UnsupportedError} `UNSUPPORTED` for what the scheduler does not do, naming what it does.
 */
export function samplingOf({ scheduler, config: given }: Schedule): Sampling {
  const className = given._class_name as ClassName;
  const [, table, ...groups] = schedulerClasses[className];
  const known = Object.keys(Object.assign({}, ...groups));
  const planned = Object.fromEntries(known.map((key) => [key, given[key]]));
  const resolved = { ...planned, ...settingsOf(samplingDefaults[className], given, samplingRules) };
  const settings = resolved as unknown as Settings;
  checkSampling(scheduler, className, settings, given);
  return { settings, config: { _class_name: className, ...resolved }, prediction: predictionOf(table, settings) };
}

/** The `prediction_type`s that a class takes. */
export function predictionTypes(className: ClassName): readonly string[] {
  const [, table] = schedulerClasses[className];
  if (table === 'flow') return ['flow_prediction'];
  const types = ['epsilon', 'v_prediction'];
  if (table === 'edm' || className === 'PNDMScheduler') return types;
  return table === 'lambda' ? [...types, 'sample', 'flow_prediction'] : [...types, 'sample'];
}

/** Whether a scheduler's randomness is the caller's to choose. */
export const takesEta = (name: SchedulerName): boolean => name === 'ddim' || name === 'tcd';

function checkSampling(name: string, className: ClassName, settings: Settings, given: SchedulerConfig): void {
  const { prediction_type: type, variance_type: variance, algorithm_type: algorithm } = settings;
  const { final_sigmas_type: end, use_flow_sigmas: flowSigmas = false } = settings;
  const types = predictionTypes(className);
  const flow = schedulerClasses[className][1] === 'flow';
  const solver = /DPMSolver(Multi|Single)step/.test(className);

  const possible = types.includes(type === 'original_sample' ? 'sample' : type);
  refuse(name, 'config.prediction_type', !flow && !possible, types.join(', '), type);
  refuse(name, 'config.variance_type', variance?.startsWith('learned'), 'fixed_small, fixed_large', variance ?? '');
  refuse(name, 'config.solver_p', given['solver_p'] != null, 'null');

  if (!flow && (type === 'flow_prediction') !== flowSigmas) {
    const expected = 'flow_prediction together with use_flow_sigmas, or neither';
    throw new InvalidArgumentError('config.prediction_type', expected, type);
  }
  if (solver && algorithm.endsWith('dpmsolver') && end === 'zero')
    throw new InvalidArgumentError('config.final_sigmas_type', `"sigma_min" with algorithm_type ${algorithm}`, end);
  if (solver) check('config.algorithm_type', algorithm, algorithms);
}

/** What the classes that know several algorithms take. */
const algorithms = ['dpmsolver++', 'sde-dpmsolver++', 'dpmsolver', 'sde-dpmsolver', 'deis'];

function predictionOf(table: string, settings: Settings): Prediction {
  const { prediction_type, thresholding, clip_sample } = settings;
  const types: Record<string, PredictionType> = { epsilon: 'epsilon', v_prediction: 'v', flow_prediction: 'flow' };
  const type = table === 'edm' || table === 'flow' ? table : (types[prediction_type] ?? 'sample');
  const limits = thresholding
    ? { threshold: { quantile: settings.dynamic_thresholding_ratio, largest: settings.sample_max_value } }
    : clip_sample && { clip: settings.clip_sample_range };
  const sign = prediction_type === 'v_prediction' ? -1 : 1;
  return { type, ...limits, ...(type === 'edm' && { sigmaData: sign * settings.sigma_data }) };
}
