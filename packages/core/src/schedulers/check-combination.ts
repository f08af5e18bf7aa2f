import { InvalidArgumentError, UnsupportedError } from '../errors/index.js';
import type { Choice } from './choose-scheduler.js';
import { classOf, predictionTypes, schedulerClasses, schedulerNames, takesSigmas } from './classes.js';
import type { SchedulerConfig } from './config.js';
import { check } from './rules.js';
import type { ScheduleOptions } from './schedule.js';

/**
 * Whether a scheduler can be what the options and the config ask of it.
 *
 * @throws {@link UnsupportedError} for what the scheduler does not do, with what is possible; {@link
 * InvalidArgumentError} for what contradicts itself.
 */
export function checkCombination(
  { name, className, table, settings, spacing }: Choice,
  { sigmas, timesteps, mu }: ScheduleOptions,
  config: SchedulerConfig,
): void {
  const { prediction_type: type, use_flow_sigmas: flowSigmas, variance_type: variance } = settings;
  const { algorithm_type: algorithm, final_sigmas_type: end, num_train_timesteps: training } = settings;
  const flow = table === 'flow';
  const types = predictionTypes(className);
  const own = Array.isArray(sigmas);
  const spaced = spacing !== 'default';
  const last = flow ? training : training - 1;

  const refusals: readonly [refused: unknown, feature: string, what: unknown, possible: string][] = [
    [
      !flow && !types.includes(type === 'original_sample' ? 'sample' : type),
      'config.prediction_type',
      type,
      types.join(', '),
    ],
    [settings.invert_sigmas, 'config.invert_sigmas', true, 'false'],
    [variance?.startsWith('learned'), 'config.variance_type', variance, 'fixed_small, fixed_large'],
    [config['solver_p'] != null, 'config.solver_p', '', 'null'],
    [(spaced || own) && !takesSigmas(table), 'sigmas', '', `with ${takers()}`],
    [flowSigmas && spaced && !(name === 'unipc' && spacing === 'karras'), 'sigmas', spacing, 'karras with unipc'],
    [table === 'edm' && spacing === 'beta', 'sigmas', spacing, 'karras, exponential'],
    [timesteps && (name === 'pndm' || table === 'edm' || flowSigmas), 'timesteps', '', 'steps'],
  ];
  for (const [refused, feature, what, possible] of refusals)
    if (refused)
      throw new UnsupportedError(feature, `${name} takes no ${feature}${what && ` ${what}`}. Possible: ${possible}.`);

  const mistakes: readonly [wrong: unknown, argument: string, expected: string, received: unknown][] = [
    [
      !flow && (type === 'flow_prediction') !== flowSigmas,
      'config.prediction_type',
      'flow_prediction together with use_flow_sigmas, or neither',
      type,
    ],
    [!flow && own && sigmas.length < 2, 'sigmas', 'at least two, to begin and to end at', sigmas],
    [timesteps && (spaced || own), 'timesteps', `timesteps or sigmas (${spacing}), not both`, timesteps],
    [timesteps && timesteps[0]! > last, 'timesteps', `at most ${last} each`, timesteps?.[0]],
    [
      settings.use_dynamic_shifting && mu === undefined && (flow || name === 'unipc'),
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
  if (exponential.test(className)) check('config.algorithm_type', algorithm, algorithms);
}

/** The classes that know several algorithms. */
const exponential = /DPMSolver(Multi|Single)step/;
const algorithms = ['dpmsolver++', 'sde-dpmsolver++', 'dpmsolver', 'sde-dpmsolver', 'deis'];

/** The schedulers whose levels may be spaced anew. */
const takers = () => schedulerNames.filter((name) => takesSigmas(schedulerClasses[classOf(name)!].table)).join(', ');
