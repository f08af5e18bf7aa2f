import { checkChoice } from '../check.js';
import { InvalidArgumentError, UnsupportedError } from '../errors/index.js';
import type { Choice } from './choose-scheduler.js';
import {
  type ClassName,
  classOf,
  predictionTypes,
  schedulerClasses,
  schedulerNames,
  type TableKind,
  takesSigmas,
} from './classes.js';
import type { SchedulerConfig } from './config.js';
import type { ScheduleOptions } from './schedule.js';

/**
 * Whether a scheduler can be what the options and the config ask of it. `model` is the class that the config was
 * written for, where that is understood.
 *
 * @throws {@link UnsupportedError} for what the scheduler does not do, with what is possible; {@link
 * InvalidArgumentError} for what contradicts itself.
 */
export function checkCombination(
  { name, className, table, settings, spacing }: Choice,
  { sigmas, timesteps, mu }: ScheduleOptions,
  config: SchedulerConfig,
  model: ClassName = className,
): void {
  const { prediction_type: type, use_flow_sigmas: flowSigmas, variance_type: variance } = settings;
  const { algorithm_type: algorithm, final_sigmas_type: end, num_train_timesteps: training } = settings;
  const flow = table === 'flow';
  const flowModel = schedulerClasses[model].table === 'flow';
  const types = predictionTypes(className);
  const unipc = name === 'unipc';
  const spaced = spacing !== 'default';
  const last = flow ? training : training - 1;

  const refusals: readonly [refused: unknown, feature: string, what: string, possible: string][] = [
    [
      flow !== flowModel,
      'scheduler',
      `${flowModel ? 'flow-matching' : 'diffusion'} models, which the config's ${model} is for`,
      namesOf((kind) => (kind === 'flow') === flowModel),
    ],
    [
      !flow && !types.includes(type === 'original_sample' ? 'sample' : type),
      'config.prediction_type',
      `prediction_type ${type}`,
      types.join(', '),
    ],
    [settings.invert_sigmas, 'config.invert_sigmas', 'invert_sigmas', 'false'],
    [variance?.startsWith('learned'), 'config.variance_type', `variance_type ${variance}`, 'fixed_small, fixed_large'],
    [config['solver_p'] != null, 'config.solver_p', 'solver_p', 'null'],
    [(spaced || Array.isArray(sigmas)) && !takesSigmas(table), 'sigmas', 'sigmas', `with ${namesOf(takesSigmas)}`],
    [flowSigmas && spaced && !(unipc && spacing === 'karras'), 'sigmas', `${spacing} flow sigmas`, 'karras with unipc'],
    [table === 'edm' && spacing === 'beta', 'sigmas', 'beta sigmas with EDM models', 'karras, exponential'],
    [
      timesteps && (name === 'pndm' || table === 'edm' || flowSigmas),
      'timesteps',
      'timesteps of the caller here',
      name === 'pndm' ? 'steps' : 'steps, sigmas',
    ],
  ];
  for (const [refused, feature, what, possible] of refusals)
    if (refused) throw new UnsupportedError(feature, `${name} takes no ${what}. Possible: ${possible}.`);

  const mistakes: readonly [wrong: unknown, argument: string, expected: string, received: unknown][] = [
    [
      !flow && (type === 'flow_prediction') !== flowSigmas,
      'config.prediction_type',
      'flow_prediction together with use_flow_sigmas, or neither',
      type,
    ],
    [!flow && Array.isArray(sigmas) && sigmas.length < 2, 'sigmas', 'at least two, to begin and to end at', sigmas],
    [timesteps && spaced, 'timesteps', `no timesteps together with ${spacing} sigmas`, timesteps],
    [timesteps && timesteps[0]! > last, 'timesteps', `at most ${last} each`, timesteps?.[0]],
    [
      settings.use_dynamic_shifting && mu === undefined && (flow || unipc),
      'mu',
      "the shift for the picture's size (see shiftForSize), since the config says use_dynamic_shifting",
      mu,
    ],
    [
      algorithm.endsWith('dpmsolver') && end === 'zero' && exponential.test(className),
      'config.final_sigmas_type',
      `"sigma_min" with algorithm_type ${algorithm}`,
      end,
    ],
  ];
  for (const [wrong, argument, expected, received] of mistakes)
    if (wrong) throw new InvalidArgumentError(argument, expected, received);
  if (exponential.test(className)) checkChoice('config.algorithm_type', algorithm, algorithms);
}

/** The classes that know several algorithms. */
const exponential = /DPMSolver(Multi|Single)step/;
const algorithms = ['dpmsolver++', 'sde-dpmsolver++', 'dpmsolver', 'sde-dpmsolver', 'deis'];

/** The schedulers whose schedules are of such a kind. */
function namesOf(fits: (table: TableKind) => boolean): string {
  return schedulerNames.filter((name) => fits(schedulerClasses[classOf(name)].table)).join(', ');
}
