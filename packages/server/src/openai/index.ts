import type { Hono, MiddlewareHandler } from 'hono';
import { holdPlace, protocol } from '../protocol.js';
import type { Env, Service } from '../service.js';
import { edits } from './edits.js';
import { errorBody } from './error-body.js';
import { model, models } from './models.js';
import { variations } from './variations.js';

/** OpenAI's image API, as far as it turns pictures into pictures. */
export function openai(
  service: Service,
  guards: readonly MiddlewareHandler[],
  onTrouble: (error: unknown) => void,
): Hono<Env> {
  const place = holdPlace(service);
  const app = protocol(['/v1/images/*', '/v1/models/*'], guards, errorBody, onTrouble);
  app.post('/v1/images/edits', place, edits(service));
  app.post('/v1/images/variations', place, variations(service));
  app.get('/v1/models', models(service));
  app.get('/v1/models/:model{.+}', model(service));
  return app;
}
