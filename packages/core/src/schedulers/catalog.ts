import type { Settings } from './config.js';

export type SchedulerName =
  | 'ddim'
  | 'ddpm'
  | 'pndm'
  | 'lms'
  | 'euler'
  | 'euler-ancestral'
  | 'heun'
  | 'kdpm2'
  | 'kdpm2-ancestral'
  | 'dpmpp-2m'
  | 'dpmpp-2m-sde'
  | 'dpmpp-3m'
  | 'dpmpp-2s'
  | 'dpmpp-sde'
  | 'unipc'
  | 'deis'
  | 'sa-solver'
  | 'lcm'
  | 'tcd'
  | 'flow-euler'
  | 'flow-heun';

/** What tells the names of one class apart; every other class has one name, and means the same by it. */
export const variants: Readonly<Partial<Record<SchedulerName, Partial<Settings>>>> = {
  'dpmpp-2m': { algorithm_type: 'dpmsolver++', solver_order: 2 },
  'dpmpp-2m-sde': { algorithm_type: 'sde-dpmsolver++', solver_order: 2 },
  'dpmpp-3m': { algorithm_type: 'dpmsolver++', solver_order: 3 },
  'dpmpp-2s': { algorithm_type: 'dpmsolver++', solver_order: 2 },
};
