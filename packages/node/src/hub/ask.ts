import { readFile } from 'node:fs/promises';
import { AbortedError, DownloadError, isOverpaintError, OfflineError } from '@overpaint/core';
import type { Ask, HttpResponse } from '@overpaint/core/platform';
import { getProxyForUrl } from 'proxy-from-env';
import type { Dispatcher } from 'undici';
import type { HubSettings } from './hub-settings.js';

type Undici = typeof import('undici');
type Dispatch = Dispatcher['dispatch'];

/** One pool of connections for each time-out, made when something is first asked. */
const connections = new Map<number, Promise<{ undici: Undici; dispatcher: Dispatcher }>>();

function connect(timeout: number) {
  const made = connections.get(timeout) ?? import('undici').then((undici) => makePool(undici, timeout));
  connections.set(timeout, made);
  return made;
}

/** Goes through the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name for an address, which Node's own fetch does not read. */
function makePool(undici: Undici, timeout: number) {
  const options = { connect: { timeout }, headersTimeout: timeout, bodyTimeout: timeout };
  const direct = new undici.Agent(options);
  const proxies = new Map<string, Dispatcher>();
  class ByAddress extends undici.Dispatcher {
    override dispatch(...[asked, handler]: Parameters<Dispatch>): ReturnType<Dispatch> {
      const address = getProxyForUrl(String(asked.origin));
      if (address === '') return direct.dispatch(asked, handler);
      const proxy = proxies.get(address) ?? new undici.ProxyAgent({ ...options, uri: address });
      proxies.set(address, proxy);
      return proxy.dispatch(asked, handler);
    }
  }
  return { undici, dispatcher: new ByAddress() };
}

/**
 * Asks by HTTP, and follows redirects, of which those to another host get no token (the Fetch standard has it so). A server that
 * sends nothing for a while has broken off.
 */
export function asker({ offline, timeout }: Pick<HubSettings, 'offline' | 'timeout'>): Ask {
  return async (url, { signal, headers = {}, method = 'GET' }) => {
    if (offline) {
      throw new OfflineError(
        `model: ${url} is needed, but HF_HUB_OFFLINE or an option says that nothing may be downloaded. Fetch the model while that is unset.`,
      );
    }
    const failed = (cause: unknown): Error => {
      if (signal?.aborted) return new AbortedError(signal.reason);
      if (isOverpaintError(cause)) return cause;
      return new DownloadError(`model: ${url} could not be fetched: ${reason(cause, timeout)}.`, {
        url,
        resumable: true,
        cause,
      });
    };
    const { undici, dispatcher } = await connect(timeout);
    const request = { method, headers: { 'accept-encoding': 'identity', ...headers }, dispatcher };
    const response = await undici
      .fetch(url, { ...request, ...(signal && { signal: signal as globalThis.AbortSignal }) })
      .catch((cause: unknown) => {
        throw failed(cause);
      });
    return response as unknown as HttpResponse;
  };
}

/** What a failed request says, without the layers around it. */
export function reason(error: unknown, timeout: number): string {
  let inner = error as Error & { code?: string };
  while (inner?.cause instanceof Error) inner = inner.cause as typeof inner;
  switch (inner?.code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'there is no network, or no such host. Models that are here already ("overpaint models") need none';
    case 'ECONNREFUSED':
      return 'the server refuses connections';
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
      return `the server sent nothing for ${Math.round(timeout / 100) / 10} s`;
    default:
      return inner?.message || String(error);
  }
}

/** Headers that a hub is asked with. */
export async function hubHeaders({ token, tokenFile }: HubSettings): Promise<Record<string, string>> {
  const found = token ?? (tokenFile && (await readFile(tokenFile, 'utf8').catch(() => '')).trim());
  return found ? { authorization: `Bearer ${found}` } : {};
}
