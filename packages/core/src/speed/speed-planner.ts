import type { SpeedKind } from '../families/family.js';
import type { Feature } from '../features/feature.js';
import type { Schedule } from '../schedulers/index.js';
import type { WarningCode } from '../warning.js';
import type { PlannedWork, SpeedName, SpeedOptions, SpeedSettings } from './speed-options.js';

/** What of a model and a call decides what may be left out. */
export interface SpeedContext {
  readonly family: { readonly name: string; readonly speed?: SpeedKind };
  /** How many skip connections its denoiser's graph shows; missing where nobody looked. */
  readonly skips?: number | undefined;
  /** Whether a distillation LoRA makes the model one of few steps. */
  readonly distilled: boolean;
  /** Which halves of a small autoencoder lie beside the model's own. */
  readonly tiny: { readonly encoder: boolean; readonly decoder: boolean };
  /** Questions that guidance asks the network in a call, 1 where it is off. */
  readonly questions: number;
  warn(code: WarningCode, message: string): void;
}

/** All that calls need which leave something out, and others do not. */
export interface SpeedPlanner {
  /** What leaves it out; where nothing is left out, they do nothing. */
  readonly features: readonly Feature[];
  /** @throws InvalidArgumentError `INVALID_ARGUMENT` for what no model takes. */
  check(speed: unknown): void;
  resolve(asked: SpeedName | SpeedOptions, context: SpeedContext): SpeedSettings;
  work(
    schedule: Pick<Schedule, 'steps'>,
    stepsRun: number,
    settings: SpeedSettings,
    context: SpeedContext,
  ): PlannedWork;
}
