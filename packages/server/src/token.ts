import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { HttpError } from './http-error.js';

/**
 * Lets nobody pass who does not say the token: `Authorization: Bearer …`, or as the password of `Basic …`, which clients of
 * A1111 send. Hashes are compared, in constant time, so that neither the token nor its length can be guessed by the clock.
 */
export function requireToken(token: string): MiddlewareHandler {
  const wanted = hash(token);
  return async ({ req }, next) => {
    const [, kind = '', given = ''] = /^(bearer|basic)\s+(.+)$/i.exec(req.header('authorization') ?? '') ?? [];
    const said = kind.toLowerCase() === 'basic' ? passwordIn(given) : given;
    if (!timingSafeEqual(hash(said), wanted)) {
      const headers = { 'www-authenticate': 'Bearer' };
      throw new HttpError(401, 'TOKEN', 'Authorization: expected "Bearer" and the token of this server.', { headers });
    }
    await next();
  };
}

const hash = (text: string) => createHash('sha256').update(text).digest();

const passwordIn = (base64: string) =>
  Buffer.from(base64, 'base64')
    .toString()
    .replace(/^[^:]*:?/, '');
