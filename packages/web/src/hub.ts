import { hubFailure, listRepository, parseRepository, type RemoteSource } from '@overpaint/core/platform';
import { ask } from './ask.js';

export interface HubOptions {
  /** @defaultValue `'https://huggingface.co'` */
  readonly endpoint?: string | undefined;
  /** Access token for private and gated repositories. It is sent to the endpoint only. */
  readonly token?: string | undefined;
  /** Attempts in a row that bring nothing before a request is given up. @defaultValue 5 */
  readonly attempts?: number | undefined;
}

/** A Hugging Face hub repository, pinned to the commit that its revision is now; nothing where `source` names none. */
export function hubModel(source: string, options: HubOptions): RemoteSource | undefined {
  const { token, attempts } = options;
  const endpoint = (options.endpoint ?? 'https://huggingface.co').replace(/\/+$/, '');
  const name = parseRepository(source);
  if (name === undefined) return undefined;
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const place = { ...name, endpoint, token: token !== undefined, tokenHint: 'give its token as hub.token' };
  return {
    id: source.replace(/:[^:]*$/, ''), // a model's precisions are kept together
    location: `${endpoint}/${name.repository}`,
    dtype: name.dtype,
    headers,
    attempts,
    failure: (response, url) => hubFailure(response, url, place),
    find: async (signal) => (await listRepository({ place, headers, ask, signal, attempts })).files,
  };
}
