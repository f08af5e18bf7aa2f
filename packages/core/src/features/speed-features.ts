import type { Feature } from './feature.js';
import { firstBlockCache } from './first-block-cache.js';
import { guidanceInterval } from './guidance-interval.js';
import { reuseDeepFeatures } from './reuse-deep-features.js';

/** All that leaves something out where `plan.speed` says so, and nothing where it does not. */
export const speedFeatures: readonly Feature[] = [guidanceInterval, reuseDeepFeatures, firstBlockCache];
