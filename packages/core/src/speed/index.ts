import { speedFeatures } from '../features/speed-features.js';
import { checkSpeed } from './check-speed.js';
import { plannedWork } from './planned-work.js';
import { resolveSpeed } from './resolve-speed.js';
import type { SpeedPlanner } from './speed-planner.js';

export const speedPlanner: SpeedPlanner = {
  features: speedFeatures,
  check: checkSpeed,
  resolve: resolveSpeed,
  work: plannedWork,
};
