import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address.js';

/** Why a picture did not come, in words for whoever asked for it. They are the same for a private address and a name that nobody has. */
export class FetchRefusal extends Error {
  override readonly name = 'FetchRefusal';
}

export interface FetchOptions {
  readonly signal: AbortSignal;
  /** Told how many bytes came, before they are kept. Throws what ends it. */
  readonly spend: (bytes: number) => void;
  /** How names become addresses. */
  readonly lookup?: typeof systemLookup | undefined;
}

const redirections = [301, 302, 303, 307, 308];
const mostRedirections = 3;

/**
 * What lies at a public address, for a client that could not reach others by itself. A name is resolved once, and the connection goes
 * to the addresses that were looked at: another answer a moment later (DNS rebinding) changes nothing. Each redirect is looked at
 * like the first address.
 *
 * @throws FetchRefusal; what `spend` and the signal throw.
 */
export async function fetchPicture(address: string, options: FetchOptions, left = mostRedirections): Promise<Buffer> {
  const url = publicUrl(address);
  const response = await ask(url, options);
  const { statusCode = 0, headers } = response;
  try {
    if (redirections.includes(statusCode) && headers.location !== undefined) {
      if (left === 0) throw new FetchRefusal(`more than ${mostRedirections} redirects`);
      if (!URL.canParse(headers.location, url)) throw noPublicAddress();
      return await fetchPicture(new URL(headers.location, url).href, options, left - 1);
    }
    if (statusCode !== 200) throw new FetchRefusal(`status ${statusCode}`);
    const pieces: Buffer[] = [];
    for await (const piece of response as AsyncIterable<Buffer>) {
      options.spend(piece.length);
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  } finally {
    response.destroy();
  }
}

function publicUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username || url.password) throw noPublicAddress();
  return url;
}

function ask(url: URL, { signal, lookup = systemLookup }: FetchOptions): Promise<IncomingMessage> {
  // The connection does not look up what is an address already; `URL` has brought it into its plain form.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) && !isPublicAddress(host)) throw noPublicAddress();
  const { request } = url.protocol === 'https:' ? https : http;
  const headers = { accept: 'image/*', 'accept-encoding': 'identity', 'user-agent': 'overpaint' };
  return new Promise((resolve, reject) => {
    request(url, { agent: false, lookup: publicOnly(lookup), signal, headers, maxHeaderSize: 16 * 1024 })
      .on('response', resolve)
      .on('error', (error: NodeJS.ErrnoException) => reject(refusalOf(error, signal)))
      .end();
  });
}

/** All addresses of a name, if each is public. */
const publicOnly =
  (lookup: typeof systemLookup): LookupFunction =>
  (host, options, done) =>
    lookup(host, { ...options, all: true }, (error, found) => {
      const addresses = found as LookupAddress[];
      const [first] = addresses ?? [];
      if (error || first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
        done(noPublicAddress(), '');
      } else if (options.all) done(null, addresses);
      else done(null, first.address, first.family);
    });

const noPublicAddress = () => new FetchRefusal('no public address of http or https, without a user in it');

function refusalOf(error: Error, signal: AbortSignal): unknown {
  if (error instanceof FetchRefusal) return error;
  return signal.aborted ? signal.reason : new FetchRefusal('no answer');
}
