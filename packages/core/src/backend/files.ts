import type { Dtype } from '../model/dtype.js';
import type { Warning } from '../warning.js';
import type { BlobLike } from './blob-like.js';

/** A file of a model: what is known of it before its bytes are here. */
export interface ModelFileEntry {
  /** Inside the model's folder, with `/`. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** In hex, where it is known without reading the file. */
  readonly sha256?: string | undefined;
  /** Whether its bytes are on this machine; `fetch` brings those that are not. */
  readonly present: boolean;
}

/** Bytes that arrived of the files that one wait is for. */
export interface DownloadEvent {
  readonly type: 'download';
  readonly file: string;
  /** Bytes of all files so far, of `total`. */
  readonly loaded: number;
  readonly total: number;
}

export interface FetchContext {
  readonly signal?: AbortSignal | undefined;
  onDownload?(event: DownloadEvent): void;
  /** Something that went less well than it should: no room on disk, so that the file is kept in memory. */
  onWarning?(warning: Warning): void;
}

/**
 * Where a model's bytes come from: a folder, a package, a hub repository, browser storage, dropped files. Files are known
 * before they are fetched: describing a model reads its small files and the headers of its graphs and no more. Paths are
 * relative to the model's folder, use `/` and never lead out of it.
 */
export interface ModelFiles {
  /** What a recipe records: the package name, the folder's name, `owner/name`. */
  readonly id: string;
  /** Where the model lies, for messages. */
  readonly location: string;
  /** Which precision its name asked for, of networks that come in several. */
  readonly dtype?: Dtype | undefined;
  /** Every file, sorted by path, present or not. */
  list(): Promise<readonly ModelFileEntry[]>;
  /** A small file (JSON, vocabulary), or the bytes `from` … `to` (exclusive) of any; fewer where it ends before. */
  read(path: string, range?: { readonly from: number; readonly to: number }): Promise<Uint8Array>;
  /**
   * Brings files here that are not, each once however many ask for it. The events of a call count those files together
   * that it waits for. What arrived before an abort or an error is kept where it can be, and continued by the next call.
   * @throws DownloadError `DOWNLOAD`, OfflineError `OFFLINE`, ModelIntegrityError `MODEL_INTEGRITY`, StorageError `STORAGE`,
   * AbortedError `ABORTED`.
   */
  fetch(paths: readonly string[], context?: FetchContext): Promise<void>;
  /**
   * What the runtime takes a file from that is here: a path, beside which ONNX Runtime finds external data, or where there are no
   * paths a Blob, which it may read piece by piece.
   */
  locate(path: string): Promise<string | BlobLike>;
  /** sha256 (hex) of the text that `sha256sum` prints for these files, in the order given: names the exact weights. */
  fingerprint(paths: readonly string[]): Promise<string>;
  /** Changes when one of these files does (all by default), for places that others may write to. Quick: it is asked before each call. */
  state?(paths?: readonly string[]): Promise<string>;
}

/** Weights beside a graph: as the graph calls them, and where they lie in the model's folder. */
export interface ExternalData {
  readonly location: string;
  readonly path: string;
}

/** How a provider computes, as far as graphs are edited for it. */
export interface EditTarget {
  /** Whether it has arithmetic in float16. ONNX Runtime on a processor has not. */
  readonly float16: boolean;
  /**
   * Puts its own operator for attention into a graph; gives nothing for a graph without any. Given by who has one: others need not
   * load what looks for it. Default: attention stays as exported.
   */
  readonly fuseAttention?: ((graph: Uint8Array) => Uint8Array | undefined) | undefined;
}

/** A graph that was edited on its way to the runtime. */
export interface EditedGraph {
  /** Names the edits, for what is kept of the graph. */
  readonly edits: string;
  /** The graph, without the weights that lay inside. */
  readonly graph: Uint8Array;
  /**
   * Where weights become others while it is opened, the graph with the model's own, and what else is edited of it (empty for
   * nothing): what a runtime keeps of the edited graph would be another copy of all weights.
   */
  readonly plain?: () => Promise<Pick<EditedGraph, 'edits' | 'graph'>>;
  /** Where it now has its weights: beside it as before, and in the file that it was read from. */
  readonly externalData: readonly ExternalData[];
}

/** A network to open: which component it is, and its graph file within the model's files. */
export interface ModelFile {
  readonly component: string;
  readonly path: string;
  readonly files: ModelFiles;
  /** Files that hold weights beside the graph, for runtimes that do not find them by themselves. */
  readonly externalData?: readonly ExternalData[];
  /** The graph is as the runtime's optimiser would leave it: opening it on a processor need not look for what to simplify. */
  readonly optimised?: boolean;
  /** Bytes of memory that its weights take once it is open on a processor. */
  readonly openBytes?: number;
  /** For graphs that some providers had better open in another form: that form, or nothing where it is the one at `path`. */
  edit?(target: EditTarget): Promise<EditedGraph | undefined>;
}
