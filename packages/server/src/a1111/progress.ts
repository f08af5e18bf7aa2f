import type { Handler } from '../service.js';
import { type Jobs, timestamp } from './jobs.js';

/** `GET /sdapi/v1/progress`: how far the picture is, 0–1, with a preview unless `skip_current_image` is true. */
export const progress =
  (jobs: Jobs): Handler =>
  ({ req, json }) => {
    const job = jobs.current;
    const preview = req.query('skip_current_image') === 'true' ? undefined : job?.preview;
    return json({
      progress: job?.share ?? 0,
      eta_relative: job?.remainingSeconds ?? 0,
      state: {
        skipped: false,
        interrupted: job?.interrupted ?? false,
        stopping_generation: false,
        job: job ? 'scripts_img2img' : '',
        job_count: job?.pictures ?? 0,
        job_timestamp: timestamp(job?.started ?? new Date(0)),
        job_no: job?.picture ?? 0,
        sampling_step: job?.step ?? 0,
        sampling_steps: job?.steps ?? 0,
      },
      current_image: preview === undefined ? null : Buffer.from(preview).toString('base64'),
      textinfo: jobs.count > 1 ? `${jobs.count - 1} waiting` : null,
    });
  };

/** `POST /sdapi/v1/interrupt`: the picture is taken as it is after the step that runs. */
export const interrupt = (jobs: Jobs): Handler => ending(jobs, {});

/** `POST /sdapi/v1/skip`: the same; webui answers it with nothing. */
export const skip = (jobs: Jobs): Handler => ending(jobs, null);

const ending =
  (jobs: Jobs, answer: object | null): Handler =>
  ({ json }) => {
    jobs.current?.interrupt();
    return json(answer);
  };
