import { DownloadError } from '@overpaint/core';
import { type Ask, type HttpResponse, leave } from '@overpaint/core/platform';
import { fetchResponse } from './fetch-response.js';

/** The browser's fetch, as downloads of models ask it. */
export const ask: Ask = (url, request) => fetchResponse(url, { ...request, what: 'model', accept: 'any' });

/** What a refusal of a server that is no hub means. */
export function plainFailure(response: HttpResponse, url: string): DownloadError {
  const { status, statusText } = response;
  leave(response);
  const hint = status === 401 || status === 403 ? ' and whether it needs a token' : '';
  return new DownloadError(`model: ${url} answered ${status} ${statusText}. Check the address${hint}.`, {
    url,
    status,
  });
}
