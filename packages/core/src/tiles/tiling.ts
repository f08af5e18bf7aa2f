import { planTiles } from './plan-tiles.js';
import { tileHooks } from './tile-hooks.js';

/** What large pictures need: whether they are painted part by part, and what does so. */
export const tiling = { plan: planTiles, hooks: tileHooks };

export type Tiling = typeof tiling;
