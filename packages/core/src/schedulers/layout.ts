import type { NoiseLevel } from '../noise/level.js';
import type { SigmaSpacing } from '../noise/sigma-spacing.js';
import type { StrengthRule } from '../noise/strength.js';
import type { Settings } from './config.js';
import type { Transition } from './transition.js';

/** How a class lays out its levels: a way that several share, and what sets this one apart among them. */
export interface Layout {
  readonly name: 'alpha-bar' | 'distilled' | 'karras' | 'lambda' | 'flow' | 'edm';
  /** Lays out the whole schedule. */
  schedule(request: ScheduleRequest): readonly Transition[];
  /** Alpha-bar: each step ends at the next step's own timestep, not a fixed stride below. */
  readonly chained?: boolean;
  /** Karras: the σ between two levels that a method of two calls looks at on its way. */
  readonly between?: (from: NoiseLevel, to: NoiseLevel) => number;
  /** Karras: with Karras spacing the table's own ends count; sigma_min and sigma_max with the other spacings only. */
  readonly ownEnds?: boolean;
  /** Karras: with Karras spacing timesteps are whole, `exact` mode aside. */
  readonly whole?: boolean;
  /** Lambda: on cosine tables timesteps of spaced σ are cut to whole ones rather than rounded. */
  readonly cutsOnCosine?: boolean;
  /** Lambda: where final_sigmas_type is sigma_min it ends at the last level that it visits, not at the table's smallest. */
  readonly endsAtLatest?: boolean;
  /**
   * Lambda: its flow σ are those of flow models: even from pure noise down, shifted by the picture's size, with Karras
   * spacing if asked. The others have a point more above the last, and neither.
   */
  readonly ownFlow?: boolean;
  /** What strength does where nobody says; usually it goes by whether the model is a flow. */
  readonly strengthRule?: StrengthRule;
  /** The method asks the network again where a step ends, unless that is clean. */
  readonly asksAgain?: boolean;
  /** Given timesteps are counted as diffusers lists them: each but the first twice. */
  readonly countsTwice?: boolean;
  /** The list of calls is its own, so that it cuts it itself and takes no timesteps of the caller. */
  readonly cutsItself?: boolean;
}

/** What a schedule is made of. */
export interface ScheduleRequest {
  readonly layout: Layout;
  readonly settings: Settings;
  /** Length of the whole schedule; in `exact` mode the steps that are run. */
  readonly steps: number;
  /** How many steps strength will cut from the beginning. */
  readonly first: number;
  /** `exact` mode: the share of the training table below the level to start at. Nothing is rounded then. */
  readonly share: number | undefined;
  /** The timestep that the share ends at. */
  readonly top: number | undefined;
  readonly spacing: SigmaSpacing;
  /** The caller's own values, step by step; of diffusion schedules with σ also the one to end at. */
  readonly given: {
    readonly timesteps?: readonly number[];
    readonly sigmas?: readonly number[];
    readonly last?: number;
  };
  readonly mu?: number | undefined;
  readonly eta: number;
  /** LCM and TCD: how many timesteps the model was distilled on, and below which share of the table they are chosen. */
  readonly originalSteps?: number | undefined;
  readonly below: number;
}
