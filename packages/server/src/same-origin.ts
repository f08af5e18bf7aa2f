import type { MiddlewareHandler } from 'hono';
import { HttpError } from './http-error.js';

/**
 * Refuses pages of other sites, whose browser could reach a server on loopback that they cannot reach themselves: by a form, or
 * by a name of theirs that is made to mean this machine. `origins` are pages that may, and may read the answers (CORS);
 * `hosts` the names by which the server may be called, where they are known.
 */
export function sameOrigin({
  origins = [],
  hosts,
}: {
  readonly origins?: readonly string[];
  readonly hosts?: readonly string[];
}): MiddlewareHandler {
  return async (context, next) => {
    const { req } = context;
    const { host, hostname } = new URL(req.url);
    if (hosts !== undefined && !hosts.includes(hostname)) throw refusal(`Host: expected one of ${hosts.join(', ')}.`);
    const origin = req.header('origin');
    const allowed = origin !== undefined && origins.includes(origin);
    if (origin !== undefined && !allowed && hostOf(origin) !== host) {
      throw refusal('Origin: pages of other sites may not call this server unless it is told to let them.');
    }
    if (!allowed) return next();
    context.header('access-control-allow-origin', origin);
    context.header('vary', 'origin');
    if (req.method !== 'OPTIONS') return next();
    const headers = {
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': req.header('access-control-request-headers') ?? '',
      'access-control-max-age': '600',
    };
    return context.body(null, 204, headers);
  };
}

const hostOf = (origin: string) => (URL.canParse(origin) ? new URL(origin).host : undefined);

const refusal = (message: string) => new HttpError(403, 'ORIGIN', message);
