import { InvalidArgumentError } from '../errors/index.js';
import type { BetaOptions } from '../noise/betas.js';
import { parsePythonJson } from '../python-json.js';

/**
 * A scheduler_config.json as parsed (see {@link parseSchedulerConfig}), in its own spelling. It may have been written
 * for another class than the scheduler that is made of it: what the class knows is taken over, the rest is left alone,
 * as diffusers does. Arguments of diffusers' `step()` (`s_churn`, `s_tmin`, `s_tmax`, `s_noise`, LMS's `order`,
 * `use_clipped_model_output`) are understood too.
 */
export interface SchedulerConfig {
  readonly _class_name?: string;
  readonly [key: string]: unknown;
}

/** Every setting of every scheduler. What a class does not know is absent, and means off where it may be read. */
export interface Settings extends BetaOptions {
  readonly prediction_type: string;
  readonly timestep_spacing: string;
  readonly steps_offset: number;
  readonly set_alpha_to_one?: boolean;
  readonly clip_sample?: boolean;
  readonly clip_sample_range: number;
  readonly thresholding?: boolean;
  readonly dynamic_thresholding_ratio: number;
  readonly sample_max_value: number;
  readonly use_karras_sigmas: boolean;
  readonly use_exponential_sigmas: boolean;
  readonly use_beta_sigmas: boolean;
  readonly use_lu_lambdas?: boolean;
  readonly use_flow_sigmas?: boolean;
  readonly flow_shift: number;
  readonly sigma_min?: number | null;
  readonly sigma_max?: number | null;
  readonly final_sigmas_type?: string;
  readonly interpolation_type?: string;
  readonly timestep_type?: string;
  readonly lambda_min_clipped?: number;
  readonly variance_type?: string | null;
  readonly skip_prk_steps: boolean;
  readonly algorithm_type: string;
  readonly solver_type: string;
  readonly solver_order: number;
  readonly lower_order_final: boolean;
  readonly euler_at_final: boolean;
  readonly predict_x0: boolean;
  readonly disable_corrector: readonly number[];
  readonly predictor_order: number;
  readonly corrector_order: number;
  readonly original_inference_steps: number;
  readonly timestep_scaling: number;
  readonly shift: number;
  readonly use_dynamic_shifting?: boolean;
  readonly time_shift_type: string;
  readonly base_shift: number;
  readonly max_shift: number;
  readonly base_image_seq_len: number;
  readonly max_image_seq_len: number;
  readonly shift_terminal?: number | null;
  readonly invert_sigmas?: boolean;
  readonly stochastic_sampling: boolean;
  readonly sigma_data: number;
  readonly sigma_schedule: string;
  readonly rho: number;
  readonly use_clipped_model_output: boolean;
  readonly s_churn: number;
  readonly s_tmin: number;
  readonly s_tmax: number;
  readonly s_noise: number;
  readonly order: number;
}

/**
 * Reads a scheduler_config.json. Python writes infinities and NaN without quotes (`"lambda_min_clipped": -Infinity`),
 * which JSON does not know; they are understood.
 *
 * @throws {@link InvalidArgumentError} `INVALID_ARGUMENT` when the text is not such a file.
 * @example
 * ```ts
 * import { parseSchedulerConfig } from '@overpaint/core';
 * const config = parseSchedulerConfig('{ "_class_name": "SASolverScheduler", "lambda_min_clipped": -Infinity }');
 * ```
 */
export function parseSchedulerConfig(text: string): SchedulerConfig {
  let value: unknown;
  try {
    value = parsePythonJson(text);
  } catch (cause) {
    throw new InvalidArgumentError('config', `the JSON of a scheduler_config.json (${String(cause)})`, text);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidArgumentError('config', 'the JSON object of a scheduler_config.json', text);
  }
  return value as SchedulerConfig;
}
