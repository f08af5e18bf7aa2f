import { Hono } from 'hono';
import type { Env, Service } from './service.js';

/** `/healthz`: the process lives. `/readyz`: it takes paintings. Neither asks for the token, and neither tells anything else. */
export function health({ places }: Pick<Service, 'places'>): Hono<Env> {
  return new Hono<Env>()
    .get('/healthz', ({ json }) => json({ status: 'ok' }))
    .get('/readyz', ({ json }) => (places.closed ? json({ status: 'stopping' }, 503) : json({ status: 'ready' })));
}
