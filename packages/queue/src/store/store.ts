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
}
