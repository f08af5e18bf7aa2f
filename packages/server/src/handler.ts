import { checkNames, type NamesOf } from '@overpaint/core/platform';
import { Hono } from 'hono';
import { a1111 } from './a1111/index.js';
import type { Engine } from './engine.js';
import { exposition } from './exposition.js';
import { health } from './health.js';
import { HttpError } from './http-error.js';
import { huggingFace } from './hugging-face/image-to-image.js';
import { type LimitOptions, withDefaults } from './limits.js';
import { type LogRecord, logTo } from './log.js';
import { Metrics } from './metrics.js';
import { observe } from './observe.js';
import { errorBody } from './openai/error-body.js';
import { openai } from './openai/index.js';
import { own } from './own/img2img.js';
import { page } from './page.js';
import { Places } from './places.js';
import { sameOrigin } from './same-origin.js';
import { createService, type Env } from './service.js';
import { requireToken } from './token.js';
import { watchedBy } from './watch.js';

export interface HandlerOptions {
  /** Whoever does not say it is refused (401). @defaultValue none: everybody who reaches the server may paint */
  readonly token?: string | undefined;
  readonly limits?: LimitOptions | undefined;
  /** Pages of other sites that may call and read answers, such as `https://studio.example`. @defaultValue none: CORS is off */
  readonly origins?: readonly string[] | undefined;
  /** Names by which the server may be called (`Host`). @defaultValue any */
  readonly hosts?: readonly string[] | undefined;
  /**
   * Whether pictures may be named by addresses, which the server then fetches: of the public network only, by http and https.
   * @defaultValue false: nothing is fetched
   */
  readonly imageUrls?: boolean | undefined;
  /** Told one record for each painting and each request that is more than a look. */
  readonly log?: ((record: LogRecord) => void) | undefined;
  /** Whether prompts are in the log. @defaultValue false */
  readonly logPrompts?: boolean | undefined;
  /** Whether `/metrics` tells of the whole process too; once in a process. @defaultValue false */
  readonly processMetrics?: boolean | undefined;
  /** Told about errors that are the server's own. */
  readonly onTrouble?: ((error: unknown) => void) | undefined;
}

export interface RequestHandler {
  /** Answers one request: for Node, Deno, Bun, or any framework that knows `Request` and `Response`. */
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** From now on new paintings are refused (503), and `/readyz` says so. */
  stop(): void;
}

export const handlerNames: NamesOf<HandlerOptions> = {
  ...{ token: true, limits: true, origins: true, hosts: true, imageUrls: true },
  ...{ log: true, logPrompts: true, processMetrics: true, onTrouble: true },
};

/**
 * An engine as Web-standard handlers: `Request` in, `Response` out.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for an option or a limit that does not exist.
 * @example
 * ```ts
 * import { createHandler, localEngine } from '@overpaint/server';
 * const engine = await localEngine();
 * const { fetch } = createHandler(engine, { token: 'a long secret' });
 * const { status } = await fetch(new Request('http://localhost/sdapi/v1/samplers')); // 401: no token
 * await engine.close();
 * ```
 */
export function createHandler(engine: Engine, options: HandlerOptions = {}): RequestHandler {
  checkNames('options', options, handlerNames);
  const { token, origins = [], hosts, onTrouble = () => {} } = options;
  const limits = withDefaults(options.limits);
  const places = new Places(limits.requests);
  const metrics = new Metrics({ whole: options.processMetrics });
  const { log, logPrompts } = options;
  const watch = watchedBy([metrics, ...(log ? [logTo(log, { prompts: logPrompts })] : [])]);
  const service = createService({ engine, limits, places, watch, imageUrls: options.imageUrls });
  const fromHere = sameOrigin({ origins, ...(hosts && { hosts }) });
  const guards = [fromHere, ...(token === undefined ? [] : [requireToken(token)])];

  const app = new Hono<Env>();
  app.notFound(({ req, json }) =>
    json(req.path.startsWith('/v1/') ? errorBody(notFound) : { error: 'Not Found', detail: 'Not Found' }, 404),
  );
  app.use(observe(watch));
  app.route('/', health(service));
  app.route('/', page(fromHere));
  app.route('/', exposition(metrics, engine, guards));
  for (const speak of [a1111, openai, huggingFace, own]) app.route('/', speak(service, guards, onTrouble));
  return { fetch: (request) => app.fetch(request), stop: () => places.close() };
}

const notFound = new HttpError(404, 'NOT_FOUND', 'There is no such endpoint here, or not for this method.');
