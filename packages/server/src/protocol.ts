import type { MiddlewareHandler } from 'hono';
import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type HttpError, toHttpError } from './http-error.js';
import type { Env, Service } from './service.js';

/** The endpoints below some paths that speak one API: who may come in is the same everywhere, how an error looks is its own. */
export function protocol(
  paths: readonly string[],
  guards: readonly MiddlewareHandler[],
  describe: (error: HttpError) => object,
  onTrouble: (error: unknown) => void = () => {},
): Hono<Env> {
  const app = new Hono<Env>();
  app.onError((error, context) => {
    const seen = toHttpError(error);
    if (seen.status >= 500) onTrouble(error);
    return context.json(describe(seen), seen.status as ContentfulStatusCode, { ...seen.headers });
  });
  for (const path of paths) app.use(path, ...guards);
  return app;
}

/** Holds a place for as long as a request takes, also behind an answer that streams. */
export const holdPlace =
  ({ places }: Pick<Service, 'places'>): MiddlewareHandler<Env> =>
  async (context, next) => {
    const giveBack = places.take();
    try {
      await next();
    } finally {
      void (context.get('streaming') ?? Promise.resolve()).finally(giveBack);
    }
  };
