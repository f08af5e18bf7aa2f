import { InvalidArgumentError } from '@overpaint/node';
import { Redis, type RedisOptions } from 'ioredis';

/** Where Redis is: an address such as `redis://127.0.0.1:6379`, or options of ioredis. */
export type Connection = string | RedisOptions;

/** A connection that waits for Redis where it is gone for a while, as jobs must. */
export function connect(connection: Connection, onTrouble: (error: unknown) => void): Redis {
  const waits = { maxRetriesPerRequest: null, retryStrategy: (times: number) => Math.min(times * 100, 2000) };
  if (typeof connection !== 'string' && (typeof connection !== 'object' || connection === null)) {
    throw new InvalidArgumentError('connection', 'an address of Redis, or options of ioredis', connection);
  }
  const redis =
    typeof connection === 'string' ? new Redis(connection, waits) : new Redis({ ...(connection as object), ...waits });
  redis.on('error', onTrouble);
  return redis;
}
