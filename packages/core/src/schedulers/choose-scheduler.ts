import { InvalidArgumentError } from '../errors/index.js';
import type { SigmaSpacing } from '../noise/sigma-spacing.js';
import { checkCombination, refuse } from './check-combination.js';
import type { Choice } from './choice.js';
import type { Settings } from './config.js';
import { variants } from './registry.js';
import type { ScheduleOptions } from './schedule.js';
import { entryOf, listed, modelsOf, type SchedulerEntry, schedulerEntries } from './scheduler-entries.js';
import type { SchedulerName } from './scheduler-name.js';
import { levelRules, settingsOf } from './settings.js';
import { stableDiffusionConfig } from './stable-diffusion-config.js';

/**
 * Which scheduler, with which settings: the name asked for, else the config's own class.
 *
 * @throws {@link InvalidArgumentError} or {@link UnsupportedError} for what cannot be combined, naming what can.
 */
export function chooseScheduler(options: ScheduleOptions): Choice {
  const { config = stableDiffusionConfig, sigmas } = options;
  const own = entryOf(config);
  const name = options.scheduler ?? own?.name;
  // A config of a class that is not understood will do where a scheduler is asked for.
  if (name === undefined) {
    const expected = `one of ${listed(schedulerEntries.map(({ className }) => className))}`;
    throw new InvalidArgumentError('config._class_name', expected, config._class_name);
  }
  const entry = name === own?.name ? own : entryFor(name, own);
  const { className: _class_name, layout, defaults } = entry;
  const settings = settingsOf(defaults, config, levelRules) as Settings;
  const spacing = typeof sigmas === 'string' && sigmas !== 'default' ? sigmas : spacingOfSettings(settings);
  const flags = Object.fromEntries(spacings.map((kind) => [`use_${kind}_sigmas`, spacing === kind]));
  const variant = entry === own ? {} : variants[name]?.settings;
  const choice = {
    name,
    layout,
    settings,
    spacing,
    config: { ...config, ...variant, ...settings, ...flags, _class_name },
  };
  checkCombination(choice, options);
  return Array.isArray(sigmas) && layout.name !== 'flow' ? { ...choice, spacing: 'default' } : choice;
}

/** A scheduler as the class that takes such models as a config is for, else as its usual class. */
function entryFor(wanted: SchedulerName, own: SchedulerEntry | undefined): SchedulerEntry {
  const possible = schedulerEntries.filter((entry) => !own || modelsOf(entry) === modelsOf(own));
  const entry = possible.find(({ name }) => name === wanted);
  refuse(wanted, `${own && modelsOf(own)} models`, !entry, listed(possible.map(({ name }) => name)));
  return entry!;
}

/** The spacings that classes have a setting `use_…_sigmas` for. */
const spacings = ['karras', 'exponential', 'beta'] as const;

function spacingOfSettings(settings: Settings): SigmaSpacing {
  const wanted = spacings.filter((kind) => settings[`use_${kind}_sigmas`]);
  if (wanted.length > 1) {
    throw new InvalidArgumentError('config.use_karras_sigmas', 'at most one of its kin', wanted.join(' and '));
  }
  return wanted[0] ?? (settings.use_lu_lambdas ? 'lu' : 'default');
}
