import { AbortedError } from '@overpaint/node';
import { pictureOf, pictureOfText } from './client-picture.js';
import { HttpError } from './http-error.js';
import type { Limits } from './limits.js';
import { FetchRefusal, fetchPicture } from './remote-picture/fetch-picture.js';

/** A picture out of what a client wrote for an option. @throws HttpError 400, 413 */
export type ReadPicture = (argument: string, text: unknown) => Promise<Uint8Array>;

/** Takes what is in the request itself; addresses are refused. */
export const readGiven: ReadPicture = async (argument, text) => pictureOfText(argument, text);

/**
 * Takes addresses as well, for one request: all its pictures together have the bytes and the time that one request has.
 *
 * @param signal of the client, who may leave.
 */
export function readerOfAddresses({ bodyBytes, fetchSeconds, pictures }: Limits, signal: AbortSignal): ReadPicture {
  const late = AbortSignal.timeout(fetchSeconds * 1000);
  const either = AbortSignal.any([signal, late]);
  let left = bodyBytes;
  let asked = 0;
  return async (argument, text) => {
    if (typeof text !== 'string' || !/^https?:/i.test(text)) return readGiven(argument, text);
    if (++asked > pictures + 2) throw refusal(argument, `at most ${pictures + 2} addresses`, 'more');
    const spend = (bytes: number) => {
      left -= bytes;
      if (left < 0) throw refusal(argument, `at most ${bodyBytes} bytes in all`, 'more', 413);
    };
    try {
      return pictureOf(argument, await fetchPicture(text, { signal: either, spend }));
    } catch (error) {
      if (signal.aborted) throw new AbortedError(signal.reason);
      if (error instanceof HttpError) throw error;
      if (late.aborted) throw refusal(argument, `a picture within ${fetchSeconds} s`, 'nothing');
      const reason = error instanceof FetchRefusal ? error.message : 'an answer that broke off';
      throw refusal(argument, 'the address of a picture', reason);
    }
  };
}

const refusal = (argument: string, expected: string, received: string, status: 400 | 413 = 400) =>
  new HttpError(status, 'IMAGE_FETCH', `${argument}: expected ${expected}, received ${received}.`, { argument });
