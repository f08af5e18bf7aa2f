import { DownloadError, ModelNotFoundError } from '../errors/index.js';
import { suggestion } from '../errors/nearest.js';
import { type HttpResponse, leave } from './http.js';
import type { RepositoryName } from './repository-name.js';

/** What is asked of a hub, and what a person can do about a refusal here. */
export interface HubPlace extends Pick<RepositoryName, 'repository' | 'revision'> {
  /** Without a slash at its end. */
  readonly endpoint: string;
  /** Whether a token was sent. */
  readonly token: boolean;
  /** How a token is given on this platform, as the end of a sentence: "set HF_TOKEN". */
  readonly tokenHint: string;
  /** Names of repositories that are known, of which one may have been meant. */
  readonly known?: Iterable<string>;
}

/**
 * Why a hub refused: it answers 401 also for repositories that do not exist, so as not to tell which private ones do.
 *
 * @param url what was asked for.
 */
export function hubFailure(response: HttpResponse, url: string, place: HubPlace): DownloadError | ModelNotFoundError {
  const { status, statusText, headers } = response;
  leave(response);
  const { repository, revision, endpoint, token, tokenHint, known = [] } = place;
  const code = headers.get('x-error-code');
  const page = `${endpoint}/${repository}`;
  const refused = (message: string, at = url) => new DownloadError(`model: ${message}`, { url: at, status });

  if (code === 'GatedRepo' || (status === 403 && code === null)) {
    const account = token ? 'The token is of an account that has not' : `Then ${tokenHint}: so far no account has`;
    return refused(
      `${repository} is gated: its owner wants the terms at ${page} to be accepted first. ${account} done so.`,
      page,
    );
  }
  if (code === 'RevisionNotFound') {
    return new ModelNotFoundError(
      repository,
      `model: ${repository} at ${endpoint} has no branch, tag or commit ${JSON.stringify(revision)}.`,
    );
  }
  if (code === 'EntryNotFound') return refused(`${url} is not there: the repository changed meanwhile. Try again.`);
  if (status === 401 || (status === 404 && (code === 'RepoNotFound' || code === null))) {
    const why = token
      ? 'or the account of the token may not see it, or the token is not valid any more'
      : `or it is private: then ${tokenHint}`;
    return new ModelNotFoundError(
      repository,
      `model: there is no repository ${repository} at ${endpoint} (status ${status}), ${why}.${suggestion(repository, known)}`,
    );
  }
  const said = headers.get('x-error-message');
  return refused(
    `${url} answered ${status} ${statusText}${said ? `: ${said.replace(/\.?$/, '.')}` : '.'} Check the address.`,
  );
}
