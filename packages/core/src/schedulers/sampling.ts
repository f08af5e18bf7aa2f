import { InvalidArgumentError } from '../errors/index.js';
import type { Prediction, PredictionType } from '../noise/prediction.js';
import { refuse } from './check-combination.js';
import type { SchedulerConfig, Settings } from './config.js';
import type { Layout } from './layout.js';
import { samplingSettingsOf } from './registry.js';
import { samplingRules } from './sampling-settings.js';
import type { Schedule } from './schedule.js';
import { schedulerEntries } from './scheduler-entries.js';
import type { SchedulerName } from './scheduler-name.js';
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
  const className = given._class_name!;
  const { layout, defaults } = schedulerEntries.find(
    (entry) => entry.name === scheduler && entry.className === className,
  )!;
  const planned = Object.fromEntries(Object.keys(Object.assign({}, ...defaults)).map((key) => [key, given[key]]));
  const own = settingsOf(samplingSettingsOf[scheduler]?.settings ?? [], given, samplingRules);
  const resolved = { ...planned, ...own };
  const settings = resolved as unknown as Settings;
  checkSampling(scheduler, layout, settings, given);
  return { settings, config: { _class_name: className, ...resolved }, prediction: predictionOf(layout, settings) };
}

/** The `prediction_type`s that a scheduler takes with a layout. */
export function predictionTypes(name: SchedulerName, layout: Layout): readonly string[] {
  if (layout.name === 'flow') return ['flow_prediction'];
  const own = samplingSettingsOf[name]?.predictionTypes;
  const types = own ?? ['epsilon', 'v_prediction'];
  if (layout.name === 'edm' || own) return types;
  return layout.name === 'lambda' ? [...types, 'sample', 'flow_prediction'] : [...types, 'sample'];
}

/** Whether a scheduler's randomness is the caller's to choose. */
export const takesEta = (name: SchedulerName): boolean => samplingSettingsOf[name]?.takesEta ?? false;

function checkSampling(name: SchedulerName, layout: Layout, settings: Settings, given: SchedulerConfig): void {
  const { prediction_type: type, variance_type: variance, use_flow_sigmas: flowSigmas = false } = settings;
  const types = predictionTypes(name, layout);
  const flow = layout.name === 'flow';

  const possible = types.includes(type === 'original_sample' ? 'sample' : type);
  refuse(name, 'config.prediction_type', !flow && !possible, types.join(', '), type);
  refuse(name, 'config.variance_type', variance?.startsWith('learned'), 'fixed_small, fixed_large', variance ?? '');
  refuse(name, 'config.solver_p', given['solver_p'] != null, 'null');

  if (!flow && (type === 'flow_prediction') !== flowSigmas) {
    const expected = 'flow_prediction together with use_flow_sigmas, or neither';
    throw new InvalidArgumentError('config.prediction_type', expected, type);
  }
  samplingSettingsOf[name]?.check?.(settings);
}

function predictionOf(layout: Layout, settings: Settings): Prediction {
  const { prediction_type, thresholding, clip_sample } = settings;
  const types: Record<string, PredictionType> = { epsilon: 'epsilon', v_prediction: 'v', flow_prediction: 'flow' };
  const type = layout.name === 'edm' || layout.name === 'flow' ? layout.name : (types[prediction_type] ?? 'sample');
  const limits = thresholding
    ? { threshold: { quantile: settings.dynamic_thresholding_ratio, largest: settings.sample_max_value } }
    : clip_sample && { clip: settings.clip_sample_range };
  const sign = prediction_type === 'v_prediction' ? -1 : 1;
  return { type, ...limits, ...(type === 'edm' && { sigmaData: sign * settings.sigma_data }) };
}
