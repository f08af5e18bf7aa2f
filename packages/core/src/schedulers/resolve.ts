import { InvalidArgumentError, suggestion } from '../errors/index.js';
import { type SchedulerName, schedulerNames, schedulers } from './catalog.js';
import { type ClassName, schedulerClasses } from './classes.js';
import type { SchedulerConfig } from './config.js';

/** What another tool's name of a scheduler means here. */
export interface ResolvedScheduler {
  /** Absent where the name means "the model's own" (Leonardo's `LEONARDO`). */
  readonly name?: SchedulerName;
  /** The spacing that the name asks for, as in `DPM++ 2M Karras`. */
  readonly sigmas?: 'karras' | 'exponential' | 'beta';
  /** Config entries that the name asks for beyond the scheduler's own, such as the order in `DPM++ 3M SDE`. */
  readonly config?: SchedulerConfig;
}

const parallel: Record<string, ClassName> = {
  DDIMParallelScheduler: 'DDIMScheduler',
  DDPMParallelScheduler: 'DDPMScheduler',
};

/** Labels that are no scheduler's own: orders and spacings which other tools put into the name. */
const labels: Record<string, ResolvedScheduler> = {
  leonardo: {},
  default: {},
  'dpm++ 3m sde': sde({ solver_order: 3 }),
  'dpm++ 2m sde heun': sde({ solver_order: 2, solver_type: 'heun' }),
  'dpm++ 2s a': {
    name: 'dpmpp-2s',
    config: { _class_name: 'DPMSolverSinglestepScheduler', algorithm_type: 'sde-dpmsolver++', solver_order: 2 },
  },
  k_euler: { name: 'euler' },
  k_euler_a: { name: 'euler-ancestral' },
};

function sde(config: SchedulerConfig): ResolvedScheduler {
  const named = { _class_name: 'DPMSolverMultistepScheduler', algorithm_type: 'sde-dpmsolver++' };
  return { name: 'dpmpp-2m-sde', config: { ...named, ...config } };
}

/**
 * Understands a scheduler's name of any tool: Overpaint's own (`dpmpp-2m`), diffusers' class
 * (`EulerAncestralDiscreteScheduler`), AUTOMATIC1111's label with its noise schedule (`DPM++ 2M Karras`), Leonardo's
 * enum (`EULER_DISCRETE`). Case does not count.
 *
 * @throws {@link InvalidArgumentError} `INVALID_ARGUMENT` for an unknown name, with the nearest known one.
 * @example
 * ```ts
 * resolveScheduler('DPM++ 2M Karras'); // { name: 'dpmpp-2m', sigmas: 'karras' }
 * resolveScheduler('EULER_ANCESTRAL_DISCRETE'); // { name: 'euler-ancestral' }
 * ```
 */
export function resolveScheduler(name: string): ResolvedScheduler {
  if (typeof name !== 'string') throw new InvalidArgumentError('scheduler', 'the name of a scheduler', name);
  const wanted = name.trim().toLowerCase().replace(/\s+/g, ' ');
  const found = byName().get(wanted);
  if (found) return found;
  const spaced = /^(.*) (karras|exponential|beta)$/.exec(wanted);
  const base = spaced && byName().get(spaced[1]!);
  if (base) return { ...base, sigmas: spaced[2] as 'karras' | 'exponential' | 'beta' };
  const hint = suggestion(name, [...schedulerNames, ...byName().keys()]);
  throw new InvalidArgumentError(
    'scheduler',
    `one of ${schedulerNames.join(', ')}, or another tool's name of one`,
    name,
    hint,
  );
}

/** Whether a scheduler_config.json's `_class_name` is one that is understood. */
export function isKnownClass(name: string | undefined): name is string {
  return name !== undefined && (Object.hasOwn(schedulerClasses, name) || Object.hasOwn(parallel, name));
}

/**
 * Which scheduler a scheduler_config.json is written for: `_class_name`, told apart by algorithm and order where a
 * class has several.
 */
export function schedulerOfConfig(config: SchedulerConfig): { name: SchedulerName; className: ClassName } {
  const { _class_name: given } = config;
  if (!isKnownClass(given)) {
    const known = Object.keys(schedulerClasses);
    const hint = typeof given === 'string' ? suggestion(given, known) : '';
    throw new InvalidArgumentError('config._class_name', `one of ${known.join(', ')}`, given, hint);
  }
  const known = parallel[given] ?? (given as ClassName);
  if (known === 'EDMEulerScheduler') return { name: 'euler', className: known };
  if (known !== 'DPMSolverMultistepScheduler' && known !== 'EDMDPMSolverMultistepScheduler') {
    return { name: schedulers.find(({ diffusers }) => diffusers === known)!.name, className: known };
  }
  const stochastic = config['algorithm_type'] === 'sde-dpmsolver++' || config['algorithm_type'] === 'sde-dpmsolver';
  return {
    name: stochastic ? 'dpmpp-2m-sde' : config['solver_order'] === 3 ? 'dpmpp-3m' : 'dpmpp-2m',
    className: known,
  };
}

let names: Map<string, ResolvedScheduler> | undefined;
function byName(): Map<string, ResolvedScheduler> {
  if (names) return names;
  names = new Map();
  for (const { name, diffusers, a1111, leonardo } of [...schedulers].reverse()) {
    // Reversed, so that the first of several schedulers of one class is what the class's name means.
    for (const alias of [name, diffusers, diffusers.replace(/Scheduler$/, ''), ...a1111, ...leonardo]) {
      names.set(alias.toLowerCase(), { name });
    }
  }
  for (const [alias, className] of Object.entries(parallel))
    names.set(alias.toLowerCase(), names.get(className.toLowerCase())!);
  for (const [label, meaning] of Object.entries(labels)) names.set(label, meaning);
  names.set('edmeulerscheduler', { name: 'euler' });
  names.set('edmdpmsolvermultistepscheduler', { name: 'dpmpp-2m' });
  return names;
}
