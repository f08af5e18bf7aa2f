import type { Context } from 'hono';
import type { Painted, PaintProgress } from './engine.js';
import type { HttpError } from './http-error.js';
import { toHttpError } from './http-error.js';
import type { Env } from './service.js';

/** A server-sent event: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: object;
}

/** How an API tells of a painting in events. */
export interface Narration {
  progress(event: PaintProgress): ServerSentEvent | undefined;
  done(painted: Painted): readonly ServerSentEvent[];
  failed(error: HttpError): ServerSentEvent;
}

/**
 * A painting as a stream of events. The answer begins with the first sign of work: what is wrong with a request is known before, and
 * told by a status.
 *
 * @throws what `paint` throws before that.
 */
export async function streamPainting(
  context: Context<Env>,
  paint: (onProgress: (event: PaintProgress) => void) => Promise<Painted>,
  narration: Narration,
): Promise<Response> {
  const encoder = new TextEncoder();
  let open = true;
  let write!: (text: string) => void;
  let end!: () => void;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      write = (text) => void (open && controller.enqueue(encoder.encode(text)));
      end = () => {
        if (open) controller.close();
        open = false;
      };
    },
    cancel() {
      open = false; // the request's own signal ends the work
    },
  });
  const send = ({ event, data }: ServerSentEvent) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);

  let begin!: () => void;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const painting = paint((event) => {
    begin();
    const told = narration.progress(event);
    if (told !== undefined) send(told);
  });
  await Promise.race([begun, painting]);

  const breath = setInterval(() => write(': still here\n\n'), 15_000); // proxies close what is silent
  const streaming = painting
    .then(
      (painted) => narration.done(painted).forEach(send),
      (error: unknown) => send(narration.failed(toHttpError(error))),
    )
    .finally(() => {
      clearInterval(breath);
      end();
    });
  context.set('streaming', streaming);
  return context.body(body, 200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no', // nginx would hold the events back
  });
}
