import type { HttpError } from '../http-error.js';

/** An error as OpenAI's clients read it. */
export function errorBody({ status, code, message, argument }: HttpError) {
  const type = status >= 500 ? 'server_error' : status === 429 ? 'rate_limit_error' : 'invalid_request_error';
  return {
    error: { message, type, param: argument ?? null, code: code === 'MODEL' ? 'model_not_found' : code.toLowerCase() },
  };
}

/** The same in a stream: described as an error itself, and read by OpenAI's clients as an answer that holds one. */
export function errorEvent(error: HttpError) {
  const body = errorBody(error);
  return { ...body.error, ...body };
}
