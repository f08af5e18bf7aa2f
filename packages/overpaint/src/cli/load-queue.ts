import { UnsupportedError } from '../index.js';

/**
 * The package that paints over several machines. It is the only one that people install beside the command line.
 *
 * @throws UnsupportedError `UNSUPPORTED` where it is not there.
 */
export async function loadQueue(): Promise<typeof import('@overpaint/queue')> {
  return import('@overpaint/queue').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new UnsupportedError('queue', 'A queue needs a package of its own: npm install @overpaint/queue', { cause });
  });
}
