/** A file of a model folder: its path inside the folder, with `/`, and its size in bytes. */
export interface ModelFileEntry {
  readonly path: string;
  readonly size: number;
}

/**
 * Where a model's bytes come from: a folder on disk, a package, browser storage, a server. Paths are relative to the
 * model's folder, use `/` and never lead out of it.
 */
export interface ModelFiles {
  /** What a recipe records: the package name, the folder's name, `owner/name`. */
  readonly id: string;
  /** Where the model lies, for messages. */
  readonly location: string;
  list(): Promise<readonly ModelFileEntry[]>;
  /** A whole small file: JSON, vocabulary. */
  read(path: string): Promise<Uint8Array>;
  /** The bytes from … to of a file, for graphs that are too large to be read whole. */
  readRange(path: string, from: number, to: number): Promise<Uint8Array>;
  /** What the backend opens a session from: a path or URL beside which ONNX Runtime finds external data, or bytes. */
  locate(path: string): Promise<string | Uint8Array>;
  /** sha256 (hex) of the text that `sha256sum` prints for these files, in the order given: names the exact weights. */
  fingerprint(paths: readonly string[]): Promise<string>;
}

/** A network to open: which component it is, and its graph file within the model's files. */
export interface ModelFile {
  readonly component: string;
  readonly path: string;
  readonly files: ModelFiles;
  /** Files of the folder that hold weights beside the graph, for runtimes that do not find them by themselves. */
  readonly externalData?: readonly string[];
  /** The graph is as the runtime's optimiser would leave it: opening it on a processor need not look for what to simplify. */
  readonly optimised?: boolean;
}
