import type { NoiseLevel } from '../noise/level.js';
import type { SigmaSpacing } from '../noise/sigma-spacing.js';
import type { StrengthRule } from '../noise/strength.js';
import type { SchedulerConfig } from './config.js';
import type { SchedulerName } from './scheduler-name.js';
import type { Transition } from './transition.js';

export interface ScheduleOptions {
  /** Default: what `config._class_name` says. Other tools' names are {@link resolveScheduler}'s. */
  readonly scheduler?: SchedulerName | undefined;
  /** scheduler_config.json as parsed; default Stable Diffusion 1.5's. May be written for another scheduler. */
  readonly config?: SchedulerConfig | undefined;
  /**
   * Length of the whole schedule, 1–1000; in `exact` mode the steps that are run. Not needed with `timesteps` or
   * `sigmas`.
   */
  readonly steps?: number | undefined;
  /** How much of the schedule is run, 0–1. */
  readonly strength?: number | undefined;
  /**
   * `schedule` (default): the part of a schedule of `steps` that `strength` leaves. `exact`: exactly `steps` steps,
   * from the level at `strength` of the training table (timestep strength·(T − 1), flow σ = strength before the shift)
   * to the end, without rounding; so strength is continuous, and it names the same level whatever the scheduler, the
   * spacing and the steps.
   */
  readonly stepsMode?: 'schedule' | 'exact' | undefined;
  /** Spacing of the noise levels; or the caller's own Karras σ, falling, the last the one to end at (flow models: flow σ, without
   * the last 0, before the shift). `default` is what the config says. */
  readonly sigmas?: 'default' | 'karras' | 'exponential' | 'beta' | readonly number[] | undefined;
  /** The caller's own timesteps, falling. */
  readonly timesteps?: readonly number[] | undefined;
  /** DDIM's and TCD's randomness, 0–1, default 0. */
  readonly eta?: number | undefined;
  /** What the picture's size does to the shift of flow models with use_dynamic_shifting. */
  readonly mu?: number | undefined;
  /**
   * The family's rule of what `strength` cuts; default by scheduler: `lcm` for lcm, `flow` for flow models, else
   * `stable-diffusion`. `lcm` chooses the timesteps of distilled models (lcm, tcd) below the strength, as LCM's own
   * pipeline does; other schedules are cut as by `stable-diffusion`.
   */
  readonly strengthRule?: StrengthRule | undefined;
  /** LCM and TCD: how many timesteps the model was distilled on; default the config's. */
  readonly originalSteps?: number | undefined;
}

/** A planned run: pure data, good for any number of runs, also in another thread. */
export interface Schedule {
  readonly scheduler: SchedulerName;
  /** What the network is told, call by call: diffusers' `timesteps` after img2img slicing. */
  readonly timesteps: readonly number[];
  /** The noise levels, falling, one longer than the steps; the last is clean. */
  readonly levels: readonly [NoiseLevel, ...NoiseLevel[]];
  /** The steps with the levels that each really goes from and to. */
  readonly steps: readonly Transition[];
  /** How the levels are spaced: the option's or the config's. */
  readonly sigmas: SigmaSpacing;
  /** Network calls that a run makes. */
  readonly calls: number;
  /**
   * What pure noise is multiplied with to start a run at full strength, in units of variance 1 (diffusers'
   * init_noise_sigma).
   */
  readonly noiseScale: number;
  /**
   * The config as given, with the class and the settings that decided the levels filled in. The others get their
   * defaults and their checks when the schedule is sampled.
   */
  readonly config: SchedulerConfig;
  /** The randomness of DDIM and TCD. */
  readonly eta: number;
  /** The levels of the whole schedule before strength cut it, and where this run begins on it. */
  readonly path: { readonly levels: readonly NoiseLevel[]; readonly first: number };
}
