import * as ddim from './ddim.js';
import * as ddpm from './ddpm.js';
import * as deis from './deis.js';
import * as dpmpp2m from './dpmpp-2m.js';
import * as dpmpp2mSde from './dpmpp-2m-sde.js';
import * as dpmpp2s from './dpmpp-2s.js';
import * as dpmpp3m from './dpmpp-3m.js';
import * as dpmppSde from './dpmpp-sde.js';
import * as euler from './euler.js';
import * as eulerAncestral from './euler-ancestral.js';
import * as flowEuler from './flow-euler.js';
import * as flowHeun from './flow-heun.js';
import * as heun from './heun.js';
import * as kdpm2 from './kdpm2.js';
import * as kdpm2Ancestral from './kdpm2-ancestral.js';
import * as lcm from './lcm.js';
import * as lms from './lms.js';
import type { OtherNames } from './other-names.js';
import * as pndm from './pndm.js';
import * as saSolver from './sa-solver.js';
import type { SchedulerClasses, Variant } from './scheduler-class.js';
import type { SchedulerFacts } from './scheduler-facts.js';
import type { SamplingSettings, SchedulerMethod } from './scheduler-method.js';
import type { SchedulerName } from './scheduler-name.js';
import * as tcd from './tcd.js';
import * as unipc from './unipc.js';

// Every scheduler, in the order of the documentation: what its file says of it, in the parts that are needed apart.
// Bundlers drop a part that nobody asks for only where it is named like this, one by one.

export const classesOf: Readonly<Record<SchedulerName, SchedulerClasses>> = {
  ddim: ddim.classes,
  ddpm: ddpm.classes,
  pndm: pndm.classes,
  lms: lms.classes,
  euler: euler.classes,
  'euler-ancestral': eulerAncestral.classes,
  heun: heun.classes,
  kdpm2: kdpm2.classes,
  'kdpm2-ancestral': kdpm2Ancestral.classes,
  'dpmpp-2m': dpmpp2m.classes,
  'dpmpp-2m-sde': dpmpp2mSde.classes,
  'dpmpp-3m': dpmpp3m.classes,
  'dpmpp-2s': dpmpp2s.classes,
  'dpmpp-sde': dpmppSde.classes,
  unipc: unipc.classes,
  deis: deis.classes,
  'sa-solver': saSolver.classes,
  lcm: lcm.classes,
  tcd: tcd.classes,
  'flow-euler': flowEuler.classes,
  'flow-heun': flowHeun.classes,
};

/** Of the schedulers that share a class, or have one that is more than they are. */
export const variants: Readonly<Partial<Record<SchedulerName, Variant>>> = {
  'dpmpp-2m': dpmpp2m.variant,
  'dpmpp-2m-sde': dpmpp2mSde.variant,
  'dpmpp-3m': dpmpp3m.variant,
  'dpmpp-2s': dpmpp2s.variant,
};

/** Of those that have settings which decide no level. */
export const samplingSettingsOf: Readonly<Partial<Record<SchedulerName, SamplingSettings>>> = {
  ddim: ddim.sampling,
  ddpm: ddpm.sampling,
  pndm: pndm.sampling,
  lms: lms.sampling,
  euler: euler.sampling,
  heun: heun.sampling,
  'dpmpp-2m': dpmpp2m.sampling,
  'dpmpp-2m-sde': dpmpp2mSde.sampling,
  'dpmpp-3m': dpmpp3m.sampling,
  'dpmpp-2s': dpmpp2s.sampling,
  'dpmpp-sde': dpmppSde.sampling,
  unipc: unipc.sampling,
  deis: deis.sampling,
  'sa-solver': saSolver.sampling,
  lcm: lcm.sampling,
  tcd: tcd.sampling,
  'flow-euler': flowEuler.sampling,
};

export const methods: Readonly<Record<SchedulerName, SchedulerMethod>> = {
  ddim: ddim.method,
  ddpm: ddpm.method,
  pndm: pndm.method,
  lms: lms.method,
  euler: euler.method,
  'euler-ancestral': eulerAncestral.method,
  heun: heun.method,
  kdpm2: kdpm2.method,
  'kdpm2-ancestral': kdpm2Ancestral.method,
  'dpmpp-2m': dpmpp2m.method,
  'dpmpp-2m-sde': dpmpp2mSde.method,
  'dpmpp-3m': dpmpp3m.method,
  'dpmpp-2s': dpmpp2s.method,
  'dpmpp-sde': dpmppSde.method,
  unipc: unipc.method,
  deis: deis.method,
  'sa-solver': saSolver.method,
  lcm: lcm.method,
  tcd: tcd.method,
  'flow-euler': flowEuler.method,
  'flow-heun': flowHeun.method,
};

/** Of those that other tools call by names of their own. */
export const otherNames: Readonly<Partial<Record<SchedulerName, OtherNames>>> = {
  pndm: pndm.otherNames,
  lms: lms.otherNames,
  euler: euler.otherNames,
  'euler-ancestral': eulerAncestral.otherNames,
  kdpm2: kdpm2.otherNames,
  'kdpm2-ancestral': kdpm2Ancestral.otherNames,
  'dpmpp-2m': dpmpp2m.otherNames,
  'dpmpp-2m-sde': dpmpp2mSde.otherNames,
  'dpmpp-2s': dpmpp2s.otherNames,
};

export const factsOf: Readonly<Record<SchedulerName, SchedulerFacts>> = {
  ddim: ddim.facts,
  ddpm: ddpm.facts,
  pndm: pndm.facts,
  lms: lms.facts,
  euler: euler.facts,
  'euler-ancestral': eulerAncestral.facts,
  heun: heun.facts,
  kdpm2: kdpm2.facts,
  'kdpm2-ancestral': kdpm2Ancestral.facts,
  'dpmpp-2m': dpmpp2m.facts,
  'dpmpp-2m-sde': dpmpp2mSde.facts,
  'dpmpp-3m': dpmpp3m.facts,
  'dpmpp-2s': dpmpp2s.facts,
  'dpmpp-sde': dpmppSde.facts,
  unipc: unipc.facts,
  deis: deis.facts,
  'sa-solver': saSolver.facts,
  lcm: lcm.facts,
  tcd: tcd.facts,
  'flow-euler': flowEuler.facts,
  'flow-heun': flowHeun.facts,
};
