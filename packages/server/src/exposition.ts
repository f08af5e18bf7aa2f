import type { Hono, MiddlewareHandler } from 'hono';
import type { Engine } from './engine.js';
import type { Metrics } from './metrics.js';
import { protocol } from './protocol.js';
import type { Env } from './service.js';

/** `GET /metrics`, for Prometheus, which says the token as everybody else. */
export function exposition(metrics: Metrics, engine: Engine, guards: readonly MiddlewareHandler[]): Hono<Env> {
  const app = protocol(['/metrics'], guards, ({ message }) => ({ error: message }));
  return app.get('/metrics', async ({ body }) =>
    body([await metrics.text(), await engine.metrics?.()].join(''), 200, { 'content-type': metrics.contentType }),
  );
}
