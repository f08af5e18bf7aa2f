import type { Backend } from './backend/backend.js';
import type { DownloadEvent, ModelFiles } from './backend/files.js';
import type { OverpaintImage } from './overpaint-image.js';
import type { Presets } from './presets-hook.js';
import type { Warning } from './warning.js';

/** What a model's files are opened with: whom to tell of downloads, and when to give up. */
export interface OpenModelContext {
  readonly signal?: AbortSignal | undefined;
  /** The graph of a lone network, for places that cannot tell what they hold. */
  readonly graph?: string | undefined;
  onDownload?(event: DownloadEvent): void;
  /** Something that went less well than it should; it ends up among the result's warnings. */
  onWarning?(warning: Warning): void;
}

/**
 * Everything that core asks of the place it runs in. Node and browser each make one; {@link createOverpaint} turns it
 * into the public calls.
 */
export interface Platform<Input = unknown, I extends OverpaintImage = OverpaintImage> {
  readonly backend: Backend<Input>;
  readonly presets: Presets;
  /**
   * Finds a model's files: a folder, a package, a repository; the embedded model when no source is given.
   * @throws ModelNotFoundError `MODEL_NOT_FOUND` and what may go wrong on the way.
   */
  openModel(source: string | undefined, context: OpenModelContext): Promise<ModelFiles>;
  /**
   * A file that the platform reads by its address alone.
   * @returns nothing where the source is no such address: `openModel` then finds its folder.
   */
  openFile?(source: string, context: OpenModelContext): Promise<Uint8Array | undefined>;
  /** Adds what only this platform can do with a picture: save a file, make a Blob. */
  decorate(image: OverpaintImage): I;
}
