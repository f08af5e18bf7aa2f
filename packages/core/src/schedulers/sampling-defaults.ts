import type { ClassDefaults, ClassName } from './classes.js';
import { whole } from './rules.js';
import type { SettingRules } from './settings.js';

/**
 * The settings of diffusers' classes that decide no level: how a step is made and what is done to the network's answer,
 * with their defaults (diffusers 0.39). Planning does without them.
 */
export const samplingDefaults: Readonly<Record<ClassName, ClassDefaults>> = /* @__PURE__ */ (() => {
  const clipping = { clip_sample: true, clip_sample_range: 1 };
  const unclipped = { ...clipping, clip_sample: false };
  const thresholding = { thresholding: false, dynamic_thresholding_ratio: 0.995, sample_max_value: 1 };
  const churn = { s_churn: 0, s_tmin: 0, s_tmax: Number.POSITIVE_INFINITY, s_noise: 1 };
  const multistep = { ...thresholding, solver_order: 2, lower_order_final: true };
  const solver = { algorithm_type: 'dpmsolver++', solver_type: 'midpoint' };
  const dpm = { ...multistep, ...solver, variance_type: null };
  const edm = { prediction_type: 'epsilon' };

  return {
    DDIMScheduler: { ...clipping, ...thresholding, use_clipped_model_output: false },
    DDPMScheduler: { ...clipping, ...thresholding, variance_type: 'fixed_small' },
    PNDMScheduler: {},
    LCMScheduler: { ...unclipped, ...thresholding, timestep_scaling: 10 },
    TCDScheduler: {},
    LMSDiscreteScheduler: { order: 4 },
    EulerDiscreteScheduler: churn,
    EulerAncestralDiscreteScheduler: {},
    HeunDiscreteScheduler: unclipped,
    KDPM2DiscreteScheduler: {},
    KDPM2AncestralDiscreteScheduler: {},
    DPMSolverSDEScheduler: { s_noise: 1 },
    DPMSolverMultistepScheduler: { ...dpm, euler_at_final: false },
    DPMSolverSinglestepScheduler: { ...dpm, lower_order_final: false },
    UniPCMultistepScheduler: { ...multistep, solver_type: 'bh2', predict_x0: true, disable_corrector: [] },
    DEISMultistepScheduler: { ...multistep, algorithm_type: 'deis', solver_type: 'logrho' },
    SASolverScheduler: {
      ...multistep,
      variance_type: null,
      predictor_order: 2,
      corrector_order: 2,
      algorithm_type: 'data_prediction',
    },
    // The ends of the shift are for whoever works out `mu`: see shiftForSize.
    FlowMatchEulerDiscreteScheduler: {
      base_shift: 0.5,
      max_shift: 1.15,
      base_image_seq_len: 256,
      max_image_seq_len: 4096,
      stochastic_sampling: false,
    },
    FlowMatchHeunDiscreteScheduler: {},
    EDMEulerScheduler: { ...edm, ...churn },
    EDMDPMSolverMultistepScheduler: { ...edm, ...multistep, ...solver, euler_at_final: false },
  };
})();

const order = [1, 4, whole] as const;

/** What these settings may be. */
export const samplingRules: SettingRules = {
  solver_order: [1, 3, whole],
  predictor_order: order,
  corrector_order: order,
  order,
  dynamic_thresholding_ratio: [0, 1],
  sample_max_value: [1, Number.MAX_VALUE],
  // Of solvers, also those of other classes, which then count as the default.
  solver_type: ['midpoint', 'heun', 'logrho', 'bh1', 'bh2'],
};
