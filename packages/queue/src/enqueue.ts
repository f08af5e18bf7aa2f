import { readFile } from 'node:fs/promises';
import { checkListed, type NamesOf } from '@overpaint/core/platform';
import { InvalidArgumentError } from '@overpaint/node';
import { type ClientOptions, clientOptions, type PaintRequest } from '@overpaint/server';
import { type Pictured, withPictures } from './pictured.js';
import { type JobOptions, PaintQueue, type QueuedJob, type QueueOptions } from './queue.js';

/** An encoded picture: its bytes, or a file of this machine. */
export type QueueImage = Uint8Array | Blob | string | URL;

/** What of `img2img()`'s options a job takes: data only. */
export interface PaintOptions extends ClientOptions, Pictured<QueueImage> {
  /** By the name that workers serve it by. @defaultValue `'mini'` */
  readonly model?: string | undefined;
  /** @defaultValue `'png'` */
  readonly format?: PaintRequest['format'] | undefined;
  /** 1–100, of JPEG and WebP. */
  readonly quality?: number | undefined;
  /** Whether small pictures are told while it paints. @defaultValue false */
  readonly previews?: boolean | undefined;
  readonly limitInputPixels?: number | undefined;
}

export interface EnqueueOptions extends PaintOptions, JobOptions, QueueOptions {}

/** A job whose connection is its own. */
export interface EnqueuedJob extends QueuedJob {
  /** Leaves Redis; the job goes on. `result()` does so by itself. */
  close(): Promise<void>;
}

const names: NamesOf<Omit<EnqueueOptions, keyof ClientOptions>> = {
  ...{ connection: true, store: true, name: true, attempts: true, keepSeconds: true, onTrouble: true },
  ...{ jobId: true, priority: true, signal: true, finish: true, onProgress: true },
  ...{ image: true, mask: true, references: true, controls: true },
  ...{ model: true, format: true, quality: true, previews: true, limitInputPixels: true },
};

/**
 * Puts one painting into a queue: `enqueue()` is done when Redis has the job and the store its pictures. A program that puts in
 * many keeps a {@link PaintQueue}.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT`; what is wrong with options of the painting is told by `result()`.
 * @example
 * ```ts
 * import { enqueue } from '@overpaint/queue';
 * declare const connection: string; // such as redis://127.0.0.1:6379
 * const job = await enqueue({ connection, store: 'pictures', image: 'bird.jpg', prompt: 'ink drawing', priority: 'high' });
 * const { images } = await job.result();
 * ```
 */
export async function enqueue(options: EnqueueOptions): Promise<EnqueuedJob> {
  checkListed('options', options, [...clientOptions, ...Object.keys(names)]);
  const { connection, store, name, attempts, keepSeconds, onTrouble, ...others } = options;
  const { jobId, priority, signal, finish, onProgress, ...painting } = others;
  const request = await requestOf(painting);
  const queue = new PaintQueue({ connection, store, name, attempts, keepSeconds, onTrouble });
  try {
    const job = await queue.add(request, { jobId, priority, signal, finish, onProgress });
    const result = () => job.result().finally(() => queue.close());
    return { ...job, result, close: () => queue.close() };
  } catch (error) {
    await queue.close();
    throw error;
  }
}

/** A painting as data. @throws InvalidArgumentError `INVALID_ARGUMENT` for a picture that is none, or not there. */
export async function requestOf(painting: PaintOptions): Promise<PaintRequest> {
  const { image, mask, references, controls, ...others } = painting;
  const { model = 'mini', format = 'png', quality, previews, limitInputPixels, ...options } = others;
  const pictured = { image, mask, references, controls, model, format, quality, previews, limitInputPixels, options };
  return withPictures(pictured, (picture: QueueImage, option) => bytesOf(option, picture));
}

async function bytesOf(argument: string, image: unknown): Promise<Uint8Array> {
  if (image instanceof Uint8Array) return image;
  if (image instanceof Blob) return new Uint8Array(await image.arrayBuffer());
  const isFile = typeof image === 'string' || (image instanceof URL && image.protocol === 'file:');
  if (!isFile) throw new InvalidArgumentError(argument, 'bytes of a picture, a Blob or a file', image);
  return readFile(image).catch((error: NodeJS.ErrnoException) => {
    throw new InvalidArgumentError(argument, 'a file that can be read', image, `${error.code ?? error.message}.`);
  });
}
