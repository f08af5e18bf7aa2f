import { describe, it } from 'vitest';
import { describeScheduler as describeWith } from '../testing/describe-scheduler.js';
import { schedulers } from './scheduler-info.js';

const describeScheduler = describeWith.bind(undefined, { describe, it });
const flow = { _class_name: 'FlowMatchEulerDiscreteScheduler', shift: 3 };
const flowSigmas = { use_flow_sigmas: true, prediction_type: 'flow_prediction', flow_shift: 3 };

for (const info of schedulers) {
  // Kept since pictures depend on it: see their docstrings.
  const missesWhenCut = info.name === 'pndm' || info.name === 'lms';
  const config = info.flow === true ? { config: flow } : {};
  describeScheduler(info.name, { options: config, missesWhenCut });
  for (const sigmas of ['karras', 'exponential', 'beta'] as const) {
    if (!info.sigmas.includes(sigmas) || info.name === 'sa-solver') continue;
    // At strength 0.01 LMS would extrapolate from levels a thousandth apart over the last step, and float32 rounding with it.
    const strengths = info.name === 'lms' ? { strengths: [0.25, 0.5, 0.61, 0.999, 1] } : {};
    describeScheduler(info.name, { options: { ...config, sigmas }, missesWhenCut, ...strengths });
  }
  if (info.flow === 'config' && info.name !== 'sa-solver') {
    describeScheduler(info.name, {
      options: { config: { _class_name: info.diffusers, ...flowSigmas, ...info.settings } },
    });
  }
}
describeScheduler('euler', { options: { config: { _class_name: 'EDMEulerScheduler' } } });
describeScheduler('dpmpp-2m', { options: { config: { _class_name: 'EDMDPMSolverMultistepScheduler' } } });
describeScheduler('ddim', { options: { eta: 1 } });
describeScheduler('tcd', { options: { eta: 0.3 } });
describeScheduler('ddim', {
  options: {
    config: {
      _class_name: 'DDIMScheduler',
      prediction_type: 'v_prediction',
      timestep_spacing: 'trailing',
      rescale_betas_zero_snr: true,
      clip_sample: false,
    },
  },
});
