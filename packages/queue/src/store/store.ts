/**
 * Where pictures lie that jobs are about: all machines of a queue see the same one. Keys are relative paths of `[\w.-]` parts.
 * What is written appears whole or not at all.
 */
export interface Store {
  /** Nothing where there is nothing. */
  read(key: string): Promise<Uint8Array | undefined>;
  /**
   * Without `replace`, what lies there stays, whoever wrote it and however late.
   *
   * @returns whether it was written.
   */
  write(key: string, bytes: Uint8Array, options?: { readonly replace?: boolean }): Promise<boolean>;
  /** What is not there is no error. */
  remove(key: string): Promise<void>;
  /** All that lies below a folder of keys. A store that cannot say so keeps results until its own rules remove them. */
  list?(folder: string): AsyncIterable<StoredFile>;
}

export interface StoredFile {
  readonly key: string;
  /** When it was written, in milliseconds since 1970. */
  readonly written: number;
}
