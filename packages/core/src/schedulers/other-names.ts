import type { SchedulerConfig } from './config.js';

/** What other tools call a scheduler, beside its diffusers classes. Case, blanks and punctuation do not count. */
export interface OtherNames {
  /** AUTOMATIC1111's labels, without the noise schedule. */
  readonly a1111?: readonly string[];
  /** Leonardo's enum. */
  readonly leonardo?: readonly string[];
  /** Older labels. */
  readonly older?: readonly string[];
  /** Labels that ask for settings of its class beyond the name's own. */
  readonly withSettings?: Readonly<Record<string, SchedulerConfig>>;
}
