import type { SigmaSpacing } from '../noise/sigma-spacing.js';
import type { SchedulerConfig, Settings } from './config.js';
import type { Layout } from './layout.js';
import type { SchedulerName } from './scheduler-name.js';

/** A scheduler with the settings that it will have. */
export interface Choice {
  readonly name: SchedulerName;
  readonly layout: Layout;
  readonly settings: Settings;
  /** The caller's config with the class and the settings that it came to. */
  readonly config: SchedulerConfig;
  readonly spacing: SigmaSpacing;
}
