import { isOverpaintError } from 'overpaint';

/** What a client can learn from each code of an OverpaintError; what is missing is the server's own trouble: 500. */
const statuses = {
  INVALID_ARGUMENT: 400,
  IMAGE_DECODE: 415,
  IMAGE_TOO_LARGE: 413,
  UNSUPPORTED: 422,
  OUT_OF_MEMORY: 503,
  ABORTED: 503, // only a server that stops aborts a request whose client still listens
};

/** An error as the client gets it. Messages for a 500 may name files of this machine, so they stay in the log. */
export function describeError(error) {
  if (isOverpaintError(error)) {
    const status = statuses[error.code] ?? 500;
    return { status, code: error.code, message: status === 500 ? 'The picture could not be painted.' : error.message };
  }
  // What Express and its body parser throw: 413 for too large an upload, 400 for a broken one.
  const { status = 500, expose = false, message } = error;
  return { status, code: expose ? 'REQUEST' : 'INTERNAL', message: expose ? message : 'Something went wrong here.' };
}
