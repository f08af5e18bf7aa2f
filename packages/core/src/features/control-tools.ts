import { openControlNet } from '../model/control-net.js';
import { prepareControl } from './prepare-control.js';
import { refuseMissing, warnOfOthers } from './replayed-control-nets.js';

/** All that calls with ControlNets need, which a page without one need not load. */
export const controlTools = { openControlNet, prepareControl, refuseMissing, warnOfOthers };

export type ControlTools = typeof controlTools;
