import type { Hono, MiddlewareHandler } from 'hono';
import type { HttpError } from '../http-error.js';
import { holdPlace, protocol } from '../protocol.js';
import type { Env, Service } from '../service.js';
import { controlModels, controlModules } from './control-net.js';
import { img2img } from './img2img.js';
import { Jobs } from './jobs.js';
import { loras } from './loras.js';
import { Checkpoint, options, setOptions } from './options.js';
import { pngInfo } from './png-info.js';
import { interrupt, progress, skip } from './progress.js';
import { promptStyles } from './prompt-styles.js';
import { samplers } from './samplers.js';
import { schedulers } from './schedulers.js';
import { sdModels } from './sd-models.js';

/** The API of AUTOMATIC1111's web UI, as far as it turns pictures into pictures. */
export function a1111(
  service: Service,
  guards: readonly MiddlewareHandler[],
  onTrouble: (error: unknown) => void,
): Hono<Env> {
  const jobs = new Jobs();
  const checkpoint = new Checkpoint(service.engine);
  const place = holdPlace(service);
  const app = protocol(['/sdapi/*', '/controlnet/*'], guards, describe, onTrouble);
  app.post('/sdapi/v1/img2img', place, img2img(service, jobs, checkpoint));
  app.get('/sdapi/v1/progress', progress(jobs));
  app.post('/sdapi/v1/interrupt', interrupt(jobs));
  app.post('/sdapi/v1/skip', skip(jobs));
  app.get('/sdapi/v1/samplers', samplers);
  app.get('/sdapi/v1/schedulers', schedulers);
  app.get('/sdapi/v1/sd-models', sdModels(service));
  app.get('/sdapi/v1/loras', loras(service));
  app.get('/sdapi/v1/options', options(checkpoint));
  app.post('/sdapi/v1/options', setOptions(service, checkpoint));
  app.get('/sdapi/v1/prompt-styles', promptStyles);
  app.post('/sdapi/v1/png-info', place, pngInfo(service));
  app.get('/controlnet/model_list', controlModels(service));
  app.get('/controlnet/module_list', controlModules);
  return app;
}

/** An error in the words of webui's own handler of exceptions. */
const describe = ({ code, message }: HttpError) => ({ error: code, detail: message, body: '', errors: message });
