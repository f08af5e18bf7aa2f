import { InvalidArgumentError, UnsupportedError } from '../errors/index.js';
import type { SigmaSpacing } from '../noise/sigma-spacing.js';
import { type SchedulerName, variants } from './catalog.js';
import { checkCombination } from './check-combination.js';
import {
  type ClassName,
  classNames,
  classOf,
  knownClass,
  modelKind,
  nameOf,
  schedulerClasses,
  schedulerNames,
  type TableKind,
} from './classes.js';
import type { SchedulerConfig, Settings } from './config.js';
import type { ScheduleOptions } from './schedule.js';
import { levelRules, settingsOf } from './settings.js';

/** Stable Diffusion 1.5's scheduler_config.json, less what is every class's default. */
export const stableDiffusionConfig: SchedulerConfig = {
  _class_name: 'PNDMScheduler',
  beta_end: 0.012,
  beta_schedule: 'scaled_linear',
  beta_start: 0.00085,
  clip_sample: false,
  set_alpha_to_one: false,
  skip_prk_steps: true,
  steps_offset: 1,
};

export interface Choice {
  readonly name: SchedulerName;
  readonly className: ClassName;
  readonly table: TableKind;
  readonly settings: Settings;
  /** The caller's config with the class and the settings that it came to. */
  readonly config: SchedulerConfig;
  readonly spacing: SigmaSpacing;
}

/**
 * Which scheduler, with which settings: the name asked for, else the config's own class.
 *
 * @throws {@link InvalidArgumentError} or {@link UnsupportedError} for what cannot be combined, naming what can.
 */
export function chooseScheduler(options: ScheduleOptions): Choice {
  const { config = stableDiffusionConfig, sigmas } = options;
  const own = knownClass(config._class_name);
  const ownName = own && nameOf(own, config);
  const name = options.scheduler ?? ownName;
  // A config of a class that is not understood will do where a scheduler is asked for.
  if (name === undefined)
    throw new InvalidArgumentError('config._class_name', `one of ${classNames.join(', ')}`, config._class_name);
  const same = name === ownName;
  const className = same ? own! : classFor(name, own);
  const [, table, ...groups] = schedulerClasses[className];
  const settings = settingsOf(Object.assign({}, ...groups), config, levelRules) as Settings;
  const spacing = typeof sigmas === 'string' && sigmas !== 'default' ? sigmas : spacingOfSettings(settings);
  const flags = Object.fromEntries(spacings.map((kind) => [`use_${kind}_sigmas`, spacing === kind]));
  const whole = { ...config, ...(!same && variants[name]), ...settings, ...flags, _class_name: className };
  const choice = { name, className, table, settings, config: whole, spacing };
  checkCombination(choice, options);
  return Array.isArray(sigmas) && table !== 'flow' ? { ...choice, spacing: 'default' } : choice;
}

/** The class of a name, for the model that a config of class `own` belongs to. */
function classFor(name: SchedulerName, own: ClassName | undefined): ClassName {
  const kind = own && modelKind(own);
  const className = classOf(name, kind);
  if (className) return className;
  const possible = schedulerNames.filter((other) => classOf(other, kind)).join(', ');
  throw new UnsupportedError(
    'scheduler',
    `${name} takes no ${kind} models, which the config's ${own} is for. Possible: ${possible}.`,
  );
}

/** The spacings that classes have a setting `use_…_sigmas` for. */
const spacings = ['karras', 'exponential', 'beta'] as const;

function spacingOfSettings(settings: Settings): SigmaSpacing {
  const wanted = spacings.filter((kind) => settings[`use_${kind}_sigmas`]);
  if (wanted.length > 1) {
    throw new InvalidArgumentError(
      'config.use_karras_sigmas',
      'at most one of use_karras_sigmas and its kin',
      wanted.join(' and '),
    );
  }
  return wanted[0] ?? (settings.use_lu_lambdas ? 'lu' : 'default');
}
