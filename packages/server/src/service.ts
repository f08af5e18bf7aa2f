import type { Context } from 'hono';
import type { Engine, PaintControl, Painted, PaintRequest } from './engine.js';
import { HttpError } from './http-error.js';
import { checkLimits, inputPixelsOf, type Limits } from './limits.js';
import { type ReadPicture, readerOfAddresses, readGiven } from './picture-reader.js';
import type { Places } from './places.js';
import type { Watch } from './watch.js';

/** What handlers work with. */
export interface Service {
  readonly engine: Engine;
  readonly limits: Limits;
  readonly places: Places;
  readonly watch: Watch;
  /** How pictures come out of a request's texts; the signal is the client's. */
  readPicture(signal: AbortSignal): ReadPicture;
  /** Paints within the limits. @throws HttpError, or an OverpaintError of the engine. */
  paint(request: PaintRequest, control: PaintControl): Promise<Painted>;
}

/** What handlers find in their context. */
export interface Env {
  Variables: {
    /** What goes on behind an answer whose head is sent already. */
    streaming: Promise<void> | undefined;
  };
}

export type Handler = (context: Context<Env>) => Response | Promise<Response>;

/** An engine behind limits. */
export function createService({
  imageUrls = false,
  ...parts
}: Pick<Service, 'engine' | 'limits' | 'places' | 'watch'> & { readonly imageUrls?: boolean | undefined }): Service {
  const { engine, limits, places, watch } = parts;
  return {
    ...parts,
    readPicture: (signal) => (imageUrls ? readerOfAddresses(limits, signal) : readGiven),
    async paint(request, { signal, onProgress, ...control }) {
      checkLimits(request, limits);
      const late = new AbortController();
      let timer: NodeJS.Timeout | undefined;
      const painting = watch.painting(request);
      let begun = false;
      try {
        const limited = { ...request, limitInputPixels: inputPixelsOf(request, limits) };
        const painted = await engine.paint(limited, {
          ...control,
          signal: AbortSignal.any([signal, late.signal]),
          onProgress(event) {
            painting.progress(event);
            begun ||= event.type === 'begin';
            if (event.type === 'begin') timer = setTimeout(() => late.abort(), limits.seconds * 1000);
            onProgress?.(event);
          },
        });
        places.tookSeconds(painted.seconds);
        painting.end('done', painted.seconds);
        return painted;
      } catch (error) {
        painting.end(signal.aborted ? 'cancelled' : begun ? 'failed' : 'refused', 0);
        if (!late.signal.aborted || signal.aborted) throw error;
        throw new HttpError(504, 'TIME', `The picture took longer than ${limits.seconds} s. Ask for fewer steps.`);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
