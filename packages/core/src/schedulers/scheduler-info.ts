import type { SigmaSpacing } from '../noise/sigma-spacing.js';
import type { Settings } from './config.js';
import { factsOf, samplingSettingsOf, variants } from './registry.js';
import { predictionTypes } from './sampling.js';
import { schedulerEntries, schedulerNames, takesSigmas } from './scheduler-entries.js';
import type { SchedulerName } from './scheduler-name.js';

/** What there is to know of a scheduler before one chooses it. */
export interface SchedulerInfo {
  readonly name: SchedulerName;
  /** Order of convergence on the ODE; 1 for methods that draw noise. */
  readonly order: number;
  /** Network calls a step, the last step aside. */
  readonly callsPerStep: number;
  /** Whether it draws noise: never, always, or when an option asks for it. */
  readonly stochastic: boolean | 'eta' | 'option';
  /** The `sigmas` that it takes; each takes the caller's own list too, unless it has `default` only. */
  readonly sigmas: readonly Exclude<SigmaSpacing, 'lu'>[];
  /** The `prediction_type`s that it takes. */
  readonly predictionTypes: readonly string[];
  /** Whether it is for flow-matching models (SD3, FLUX): only, by config (use_flow_sigmas), or not. */
  readonly flow: boolean | 'config';
  readonly paper: string;
  readonly arXiv: string;
  /** The diffusers class. */
  readonly diffusers: string;
  /** AUTOMATIC1111's labels, without the noise schedule. */
  readonly a1111: readonly string[];
  /** Leonardo's enum. */
  readonly leonardo: readonly string[];
  /** What the name means beyond its class. */
  readonly settings: Partial<Settings>;
}

/** Every scheduler, in the order of the documentation. */
export const schedulers: readonly SchedulerInfo[] = /* @__PURE__ */ schedulerNames.map((name) => {
  const { order = 1, callsPerStep = 1, draws, a1111 = [], leonardo = [], paper } = factsOf[name];
  const { layout, className: diffusers } = schedulerEntries.find((entry) => entry.name === name)!;
  return {
    name,
    order,
    callsPerStep,
    stochastic: samplingSettingsOf[name]?.takesEta ? 'eta' : draws === 'always' || (draws ?? false),
    sigmas: takesSigmas(layout) ? ['default', 'karras', 'exponential', 'beta'] : ['default'],
    predictionTypes: predictionTypes(name, layout),
    flow: layout.name === 'flow' || (layout.name === 'lambda' && 'config'),
    ...paper,
    diffusers,
    a1111,
    leonardo,
    settings: variants[name]?.settings ?? {},
  };
});
