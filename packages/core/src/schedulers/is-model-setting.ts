import type { Settings } from './config.js';

/** What of a scheduler's config says how it samples. */
const sampling: ReadonlySet<string> = /* @__PURE__ */ new Set<keyof Settings | '_class_name'>([
  '_class_name',
  'use_karras_sigmas',
  'use_exponential_sigmas',
  'use_beta_sigmas',
  'use_lu_lambdas',
  'algorithm_type',
  'solver_type',
  'solver_order',
  'lower_order_final',
  'euler_at_final',
  'final_sigmas_type',
  'predict_x0',
  'disable_corrector',
  'predictor_order',
  'corrector_order',
  'variance_type',
  'order',
  's_churn',
  's_tmin',
  's_tmax',
  's_noise',
  'use_clipped_model_output',
  'stochastic_sampling',
]);

/**
 * Whether an entry of a scheduler_config.json is the model's own, whichever scheduler samples it: what the network
 * predicts, the noise it was trained with, the timesteps it knows.
 */
export const isModelSetting = (key: string): boolean => !sampling.has(key);
