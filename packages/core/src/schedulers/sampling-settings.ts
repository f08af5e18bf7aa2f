// Settings that several of diffusers' classes share and that decide no level, with their defaults (diffusers 0.39).

import { whole } from './rules.js';
import type { SettingRules } from './settings.js';

export const clipping = { clip_sample: true, clip_sample_range: 1 };

export const thresholding = { thresholding: false, dynamic_thresholding_ratio: 0.995, sample_max_value: 1 };

export const churning = { s_churn: 0, s_tmin: 0, s_tmax: Number.POSITIVE_INFINITY, s_noise: 1 };

export const multistep = {
  thresholding: false,
  dynamic_thresholding_ratio: 0.995,
  sample_max_value: 1,
  solver_order: 2,
  lower_order_final: true,
};

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
