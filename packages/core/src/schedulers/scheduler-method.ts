import type { Settings } from './config.js';
import type { Scheduler } from './scheduler.js';
import type { DefaultSettings } from './scheduler-class.js';

/** What sampling knows of a scheduler: how it steps, and the settings that decide that and no level. */
export interface SchedulerMethod {
  /** These settings, in groups of which the last wins. */
  readonly settings?: readonly DefaultSettings[];
  /** The `prediction_type`s that it takes, where they are fewer than its kind of schedule allows. */
  readonly predictionTypes?: readonly string[];
  /** Whether `eta` is the caller's to choose. */
  readonly takesEta?: boolean;
  /** Refuses settings of the method that cannot be. */
  readonly check?: (settings: Settings) => void;
  /** The method itself, as its settings say. */
  readonly make: (settings: Settings, eta: number) => Scheduler<unknown>;
}
