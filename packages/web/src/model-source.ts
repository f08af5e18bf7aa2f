import type { ControlNetInspection, ModelInspection } from '@overpaint/core';
import type { LocalModel } from './local-files.js';

/**
 * What a model is named by: a Hugging Face hub repository (`owner/name`, `owner/name@revision`), the URL of a folder
 * (absolute, or beginning with `/`, `./` or `../`), files that the person chose (`FileList`, a directory handle).
 */
export type ModelSource = string | URL | LocalModel;

/** A loaded model, wherever its networks are. */
export interface WebModel {
  readonly id: string;
  /** What the model is and takes, as plain JSON. */
  readonly inspection: ModelInspection;
  /** sha256 over the weights of all networks: names exactly what paints. */
  readonly sha256: Promise<string>;
  readonly disposed: boolean;
  /** Opens every network and runs each once, so that the first call is as fast as the next. */
  warmup(options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  /** Frees the networks that no call uses; they are opened again when they are needed. */
  release(): Promise<void>;
  /** Frees everything; the model cannot be used afterwards. */
  dispose(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A loaded ControlNet, wherever its network is: `controlNet()` puts it among a call's features. */
export interface WebControlNet {
  readonly id: string;
  /** What it is and takes, as plain JSON. */
  readonly inspection: ControlNetInspection;
  /** sha256 over its weights: names exactly what steers. */
  readonly sha256: Promise<string>;
  readonly disposed: boolean;
  /** Frees its memory while no call runs it; it is opened again when it is needed. */
  release(): Promise<void>;
  /** Frees it; it cannot be used afterwards. */
  dispose(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A model in the browser's storage. */
export interface StoredModel {
  readonly id: string;
  /** Where it came from. */
  readonly source: string;
  /** Bytes that it takes. */
  readonly bytes: number;
  /** Whether all of it is here; a download that broke off goes on when the model is next used. */
  readonly complete: boolean;
}
