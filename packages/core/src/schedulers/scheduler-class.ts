import type { SchedulerConfig, Settings } from './config.js';
import type { Layout } from './layout.js';

/** Some of the settings, with the defaults that diffusers 0.39 gives them in a class. */
export type DefaultSettings = Readonly<Partial<Settings>>;

/**
 * What planning knows of a diffusers class: its layout, and its settings that decide levels and timesteps, in groups of
 * which the last wins. A row rather than an object: there are many, and a page loads them all.
 */
export type SchedulerClass = readonly [layout: Layout, ...settings: DefaultSettings[]];

/** The diffusers classes that a scheduler is, the usual one first. */
export type SchedulerClasses = Readonly<Record<string, SchedulerClass>>;

/** What tells a scheduler from others of its class. */
export interface Variant {
  /** What the name stands for beyond its class. */
  readonly settings: DefaultSettings;
  /** Whether a config means this scheduler; without it the scheduler is what is meant otherwise. */
  readonly isMeantBy?: (config: SchedulerConfig) => boolean;
}
