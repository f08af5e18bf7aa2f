import { InvalidArgumentError, UnsupportedError } from '../errors/index.js';
import type { Choice } from './choice.js';
import { check } from './rules.js';
import type { ScheduleOptions } from './schedule.js';
import { listed, schedulerEntries, takesSigmas } from './scheduler-entries.js';

/**
 * Whether a scheduler can have the schedule that the options and the config ask for.
 *
 * @throws {@link UnsupportedError} for what the scheduler does not do, with what is possible; {@link
 * InvalidArgumentError} for what contradicts itself.
 */
export function checkCombination(
  { name, layout, settings, spacing }: Choice,
  { sigmas, timesteps, mu }: ScheduleOptions,
): void {
  const { use_flow_sigmas: flowSigmas, num_train_timesteps: training } = settings;
  const flow = layout.name === 'flow';
  const own = Array.isArray(sigmas);
  const spaced = spacing !== 'default';

  refuse(name, 'config.invert_sigmas', settings.invert_sigmas, 'false', 'true');
  refuse(name, 'sigmas', (spaced || own) && !takesSigmas(layout), `with ${takers()}`);
  refuse(
    name,
    'sigmas',
    flowSigmas && spaced && !(layout.ownFlow && spacing === 'karras'),
    layout.ownFlow ? 'karras' : 'default',
    spacing,
  );
  refuse(name, 'sigmas', layout.name === 'edm' && spacing === 'beta', 'karras, exponential', spacing);
  refuse(name, 'timesteps', timesteps && (layout.cutsItself || layout.name === 'edm' || flowSigmas), 'steps');

  if (!flow && own && sigmas.length < 2) throw new InvalidArgumentError('sigmas', 'at least two', sigmas);
  if (timesteps && (spaced || own))
    throw new InvalidArgumentError('timesteps', `timesteps or sigmas (${spacing}), not both`, timesteps);
  check('timesteps', timesteps?.[0], [0, flow ? training : training - 1]);
  if (settings.use_dynamic_shifting && mu === undefined && (flow || layout.ownFlow)) {
    throw new InvalidArgumentError('mu', 'a number with use_dynamic_shifting (see shiftForSize)', mu);
  }
}

/** @throws {@link UnsupportedError} for what a scheduler does not do, if it is asked for, with what is possible. */
export function refuse(name: string, feature: string, asked: unknown, possible: string, value = ''): void {
  if (asked)
    throw new UnsupportedError(feature, `${name} takes no ${feature}${value && ` ${value}`}. Possible: ${possible}.`);
}

/** The schedulers whose levels may be spaced anew. */
const takers = () => listed(schedulerEntries.filter(({ layout }) => takesSigmas(layout)).map(({ name }) => name));
