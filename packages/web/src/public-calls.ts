import type {
  Capabilities,
  LoadModelOptions,
  LoraInspection,
  LoraSource,
  ModelInspection,
  OverpaintLimits,
  Plan,
} from '@overpaint/core';
import type { AssetOptions } from './assets.js';
import type { Provider } from './backend.js';
import type { HubOptions } from './hub.js';
import type { Img2ImgOptions, Img2ImgRun } from './img2img.js';
import type { ModelSource, StoredModel, WebControlNet, WebModel } from './model-source.js';
import type { StorageMode } from './storage/open-store.js';

/** Options of {@link createWebOverpaint}. */
export interface WebOverpaintOptions extends AssetOptions, OverpaintLimits {
  /**
   * Where networks run. `worker`: in a Web Worker of its own, so that the page stays responsive. `main`: in the thread
   * that calls, for programs that have a worker themselves; it is blocked while a network runs.
   * @defaultValue `'worker'`
   */
  readonly thread?: 'worker' | 'main' | undefined;
  /**
   * What networks run on, best first. `auto`: what {@link detect} lists. A record chooses by component
   * (`{ vae_decoder: ['wasm'] }`), with `default` for the others. A network that the GPU cannot hold goes to the next.
   * @defaultValue `'auto'`
   */
  readonly providers?: 'auto' | readonly Provider[] | Readonly<Record<string, readonly Provider[]>> | undefined;
  /** Threads of WebAssembly; more than one takes a cross-origin isolated page. @defaultValue the cores, at most 4 */
  readonly threads?: number | undefined;
  /** Where models are kept between visits. @defaultValue `'auto'` */
  readonly storage?: StorageMode | undefined;
  /** The Hugging Face hub or a mirror of it, and a token for it. */
  readonly hub?: HubOptions | undefined;
  /** A folder that serves the embedded model, for bundlers that do not copy it. */
  readonly embeddedModel?: string | URL | undefined;
}

/** What {@link detect} tells of a browser. */
export interface WebCapabilities extends Capabilities {
  /** Which provider each network that is open now runs on, by component. */
  readonly sessions: Readonly<Record<string, Provider>>;
}

/** The public calls in a browser. */
export interface WebOverpaint {
  /** Paints. See `Img2ImgOptions`; `model` may also be a `FileList` or directory handle. */
  img2img(options: Img2ImgOptions): Img2ImgRun;
  plan(options: Img2ImgOptions): Promise<Plan>;
  loadModel(source?: ModelSource, options?: LoadModelOptions): Promise<WebModel>;
  inspectModel(source?: ModelSource): Promise<ModelInspection>;
  /** What a LoRA file is and changes, and whether it fits a loaded model. */
  inspectLora(source: LoraSource, options?: { readonly model?: WebModel | undefined }): Promise<LoraInspection>;
  /** Opens a ControlNet: a folder with one graph, or the graph itself (`….onnx`). */
  loadControlNet(source: ModelSource, options?: { readonly signal?: AbortSignal | undefined }): Promise<WebControlNet>;
  detect(): Promise<WebCapabilities>;
  /** Models in the browser's storage. */
  listModels(): Promise<StoredModel[]>;
  /** Removes a model from the browser's storage. @returns whether it was there. */
  removeModel(id: string): Promise<boolean>;
  /**
   * Ends the worker at once, in the middle of a network call too. Calls under way reject with `ABORTED`, loaded models
   * are gone, memory is free; the next call starts a new worker. `run.abort()` waits for the running network call instead.
   */
  stop(reason?: unknown): Promise<void>;
  /** Frees all models and ends the worker. A later call starts anew. */
  dispose(): Promise<void>;
}
