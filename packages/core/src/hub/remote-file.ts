import type { Dtype } from '../model/dtype.js';
import type { HttpResponse } from './http.js';

/** A file of a model on a server. */
export interface RemoteFile {
  readonly path: string;
  readonly url: string;
  readonly size: number;
  /** In hex, where it is known beforehand. */
  readonly sha256?: string | undefined;
  /** What git names its content by, where that is known: sha1 of `blob <length>\0` and the content. */
  readonly gitSha1?: string | undefined;
}

/** A model on a server, and the headers that its files are asked with. */
export interface RemotePlace {
  readonly id: string;
  readonly location: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Which precision its name asked for. */
  readonly dtype?: Dtype | undefined;
  /** See `Patience`. */
  readonly attempts?: number | undefined;
  /** What a refusal of the server means, where it is known better than by its status. */
  failure?(response: HttpResponse, url: string): Error;
}

/** The same with the files that it has. */
export interface RemoteModel extends RemotePlace {
  readonly files: readonly RemoteFile[];
}

/** A model of which nothing is known yet. */
export interface RemoteSource extends RemotePlace {
  /**
   * Lists its files.
   *
   * @throws ModelNotFoundError `MODEL_NOT_FOUND`; DownloadError `DOWNLOAD`; OfflineError `OFFLINE`; AbortedError `ABORTED`.
   */
  find(signal: AbortSignal | undefined): Promise<readonly RemoteFile[]>;
}

/** The address of a file below another one, whatever its name holds. */
export const fileUrl = (base: string, path: string): string =>
  `${base}/${path.split('/').map(encodeURIComponent).join('/')}`;
