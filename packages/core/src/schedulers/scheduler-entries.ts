import type { SchedulerConfig } from './config.js';
import type { Layout } from './layout.js';
import { classesOf, variants } from './registry.js';
import type { DefaultSettings } from './scheduler-class.js';
import type { SchedulerName } from './scheduler-name.js';

/** A scheduler as one of the diffusers classes that it is. */
export interface SchedulerEntry {
  readonly name: SchedulerName;
  readonly className: string;
  readonly layout: Layout;
  readonly defaults: readonly DefaultSettings[];
}

export const schedulerNames = /* @__PURE__ */ Object.keys(classesOf) as readonly SchedulerName[];

/** Every scheduler as every class that it is, its usual class first. */
export const schedulerEntries: readonly SchedulerEntry[] = /* @__PURE__ */ schedulerNames.flatMap((name) =>
  Object.entries(classesOf[name]).map(([className, [layout, ...defaults]]) => ({ name, className, layout, defaults })),
);

/** Each of some names once, as a person reads them. */
export const listed = (names: readonly string[]): string => [...new Set(names)].join(', ');

/**
 * What a scheduler_config.json stands for, if its class is understood: of several schedulers of the class the one that the
 * config means. Parallel classes differ in memory only.
 */
export function entryOf(config: SchedulerConfig): SchedulerEntry | undefined {
  const wanted = `${config._class_name}`.replace('Parallel', '');
  const possible = schedulerEntries.filter(({ className }) => className === wanted);
  return possible.find(({ name }) => variants[name]?.isMeantBy?.(config)) ?? possible[0];
}

/** What models a class is for. (Diffusion classes take flow models by their setting use_flow_sigmas.) */
export function modelsOf({ layout: { name } }: SchedulerEntry): string {
  return name === 'flow' || name === 'edm' ? name : 'diffusion';
}

/** Whether noise levels may be spaced anew, rather than being entries of the training table. */
export function takesSigmas({ name }: Layout): boolean {
  return name !== 'alpha-bar' && name !== 'distilled';
}
