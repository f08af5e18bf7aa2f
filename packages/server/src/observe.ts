import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Env } from './service.js';
import type { Watch } from './watch.js';

/** Tells each request when its answer has ended, also one that streams. */
export const observe =
  (watch: Watch): MiddlewareHandler<Env> =>
  async (context, next) => {
    const began = performance.now();
    await next();
    const { method } = context.req;
    const { status } = context.res;
    const route =
      matchedRoutes(context)
        .filter(({ path }) => !path.endsWith('*'))
        .at(-1)?.path ?? 'none';
    const tell = () => watch.request({ method, route, status, seconds: (performance.now() - began) / 1000 });
    void (context.get('streaming') ?? Promise.resolve()).finally(tell);
  };
