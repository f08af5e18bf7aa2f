import type { RemoteFile } from '@overpaint/core/platform';

/** A file that is stored whole: what it must measure and hash to. */
export interface StoredFile {
  readonly size: number;
  readonly sha256: string;
}

/** What a model's folder in storage holds. A file that is not listed here has not arrived in full. */
export interface Manifest {
  readonly id: string;
  /** Where the files came from. */
  readonly source: string;
  /** Whether all that was wanted is here, so that it opens without the server. */
  readonly complete: boolean;
  /** Files that a description or a call asked for. */
  readonly wanted: readonly string[];
  /** What the server had when the last file came. */
  readonly listing: readonly RemoteFile[];
  readonly files: Readonly<Record<string, StoredFile>>;
}

/** The place that one model's files are kept in. */
export interface StoreFolder {
  readonly kind: 'opfs' | 'cache' | 'memory';
  readManifest(): Promise<Manifest | undefined>;
  writeManifest(manifest: Manifest): Promise<void>;
  /** What has arrived of a file, in full or not. */
  open(path: string): Promise<Blob | undefined>;
  /**
   * Writes a file's bytes as they come, from `offset` on. What was written stays when the stream breaks off, where the
   * place can keep a part of a file at all.
   *
   * @throws DOMException `QuotaExceededError` when there is no room.
   */
  write(path: string, offset: number, stream: ReadableStream<Uint8Array>): Promise<void>;
  remove(path: string): Promise<void>;
}

/** A place for models: one folder for each. */
export interface Store {
  folder(id: string): Promise<StoreFolder>;
  list(): Promise<Manifest[]>;
  /** @returns whether there was such a model. */
  remove(id: string): Promise<boolean>;
}

export const isQuotaError = (error: unknown): boolean => (error as Error | undefined)?.name === 'QuotaExceededError';
