import { InvalidArgumentError, UnsupportedError } from '../errors/index.js';
import type { Choice } from './choose-scheduler.js';
import { classOf, schedulerClasses, schedulerNames, takesSigmas } from './classes.js';
import type { ScheduleOptions } from './schedule.js';

/**
 * Whether a scheduler can have the schedule that the options and the config ask for.
 *
 * @throws {@link UnsupportedError} for what the scheduler does not do, with what is possible; {@link
 * InvalidArgumentError} for what contradicts itself.
 */
export function checkCombination(
  { name, table, settings, spacing }: Choice,
  { sigmas, timesteps, mu }: ScheduleOptions,
): void {
  const { use_flow_sigmas: flowSigmas, num_train_timesteps: training } = settings;
  const flow = table === 'flow';
  const own = Array.isArray(sigmas);
  const spaced = spacing !== 'default';
  const last = flow ? training : training - 1;

  refuse(name, 'config.invert_sigmas', settings.invert_sigmas, 'false', 'true');
  refuse(name, 'sigmas', (spaced || own) && !takesSigmas(table), `with ${takers()}`);
  refuse(
    name,
    'sigmas',
    flowSigmas && spaced && (name !== 'unipc' || spacing !== 'karras'),
    'karras with unipc',
    spacing,
  );
  refuse(name, 'sigmas', table === 'edm' && spacing === 'beta', 'karras, exponential', spacing);
  refuse(name, 'timesteps', timesteps && (name === 'pndm' || table === 'edm' || flowSigmas), 'steps');

  if (!flow && own && sigmas.length < 2)
    throw new InvalidArgumentError('sigmas', 'at least two, to begin and to end at', sigmas);
  if (timesteps && (spaced || own))
    throw new InvalidArgumentError('timesteps', `timesteps or sigmas (${spacing}), not both`, timesteps);
  if (timesteps && timesteps[0]! > last)
    throw new InvalidArgumentError('timesteps', `at most ${last} each`, timesteps[0]);
  if (settings.use_dynamic_shifting && mu === undefined && (flow || name === 'unipc')) {
    const expected = "the shift for the picture's size (see shiftForSize), as use_dynamic_shifting asks";
    throw new InvalidArgumentError('mu', expected, mu);
  }
}

/** @throws {@link UnsupportedError} for what a scheduler does not do, if it is asked for, with what is possible. */
export function refuse(name: string, feature: string, asked: unknown, possible: string, value = ''): void {
  if (asked)
    throw new UnsupportedError(feature, `${name} takes no ${feature}${value && ` ${value}`}. Possible: ${possible}.`);
}

/** The schedulers whose levels may be spaced anew. */
const takers = () => schedulerNames.filter((name) => takesSigmas(schedulerClasses[classOf(name)!][1])).join(', ');
