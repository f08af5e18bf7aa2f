import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { checkNames } from '@overpaint/core/platform';
import { InvalidArgumentError } from '@overpaint/node';
import type { Engine } from './engine.js';
import { createHandler, type HandlerOptions, handlerNames } from './handler.js';
import { withDefaults } from './limits.js';

export interface ListenOptions extends HandlerOptions {
  /** 0: any that is free. @defaultValue 7860, which clients of A1111 expect */
  readonly port?: number | undefined;
  /** @defaultValue `'127.0.0.1'`: this machine only */
  readonly host?: string | undefined;
}

export interface RunningServer {
  /** Where it listens, such as `http://127.0.0.1:7860`. */
  readonly url: string;
  /** Takes nothing new, lets what paints end, answers what waits (503), frees the engine. Safe to call twice. */
  close(): Promise<void>;
}

const loopback = ['127.0.0.1', 'localhost', '::1'];

/**
 * Listens on this machine. A host that others can reach is refused without a token.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT`; what Node throws where it cannot listen (`EADDRINUSE`).
 * @example
 * ```ts
 * import { listen, localEngine } from '@overpaint/server';
 * const server = await listen(await localEngine(), { port: 0 });
 * const { status } = await fetch(`${server.url}/healthz`); // 200
 * await server.close();
 * ```
 */
export async function listen(engine: Engine, options: ListenOptions = {}): Promise<RunningServer> {
  checkNames('options', options, { ...handlerNames, port: true, host: true });
  const { host = '127.0.0.1', port = 7860, ...handling } = options;
  const { token, limits } = handling;
  const own = loopback.includes(host);
  if (!own && !token) {
    throw new InvalidArgumentError(
      'token',
      `a token, for others reach ${host}`,
      token,
      'Listen on 127.0.0.1, or set one.',
    );
  }
  // A name that somebody makes mean this machine (DNS rebinding) is not one of its own.
  const hosts = options.hosts ?? (own ? [...loopback, '[::1]'] : undefined);
  const handler = createHandler(engine, { processMetrics: true, ...handling, hosts });
  const { uploadSeconds } = withDefaults(limits);
  const server = await new Promise<Server>((resolve, reject) => {
    const listening = serve(
      {
        fetch: handler.fetch,
        hostname: host,
        port,
        serverOptions: {
          headersTimeout: Math.min(uploadSeconds, 10) * 1000,
          requestTimeout: uploadSeconds * 1000,
          connectionsCheckingInterval: 1000,
          maxHeaderSize: 16 * 1024,
        },
      },
      () => resolve(listening),
    ) as Server;
    listening.once('error', reject);
  });

  let closing: Promise<void> | undefined;
  const close = async () => {
    handler.stop();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    await engine.close();
    server.closeIdleConnections();
    const late = setTimeout(() => server.closeAllConnections(), 2000); // who still sends or reads is not waited for
    await closed;
    clearTimeout(late);
  };
  return { url: urlOf(server, host), close: () => (closing ??= close()) };
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
