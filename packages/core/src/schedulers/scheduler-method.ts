import type { Settings } from './config.js';
import type { Scheduler } from './scheduler.js';
import type { DefaultSettings } from './scheduler-class.js';

/** How a scheduler steps, as its settings say. */
export type SchedulerMethod = (settings: Settings, eta: number) => Scheduler<unknown>;

/** The settings of a scheduler that decide how it steps and no level. They are known without its method. */
export interface SamplingSettings {
  /** These settings, in groups of which the last wins. */
  readonly settings?: readonly DefaultSettings[];
  /** The `prediction_type`s that it takes, where they are fewer than its kind of schedule allows. */
  readonly predictionTypes?: readonly string[];
  /** Whether `eta` is the caller's to choose. */
  readonly takesEta?: boolean;
  /** Refuses settings that cannot be. */
  readonly check?: (settings: Settings) => void;
}
