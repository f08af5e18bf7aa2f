import type { OverpaintLimits, Presets } from '@overpaint/core';
import type { HubOptions } from './hub/hub-settings.js';

/** Options of {@link nodeBackend}. */
export interface NodeBackendOptions {
  /**
   * ONNX Runtime execution providers, tried from first to last for each network: `'cpu'`, `'cuda'`, `'dml'`, `'coreml'`,
   * `'webgpu'`. One that this machine lacks is passed over.
   * @defaultValue `['cpu']`
   */
  readonly providers?: readonly string[] | undefined;
  /** Threads that a network call computes with. @defaultValue the number of physical cores */
  readonly threads?: number | undefined;
  /**
   * `'fast'` lets ONNX Runtime keep a second, rearranged copy of weights where that makes calls faster (about a quarter);
   * `'low'` uses the weights as they lie in the file, which the system can map and drop again (not those that a processor needs as float32 and the
   * file has as float16).
   * @defaultValue `'fast'`
   */
  readonly weights?: 'fast' | 'low' | undefined;
  /**
   * Lets ARM processors that have instructions for it multiply matrices in bfloat16: faster, and with 8 bits of each factor where float32
   * has 24, so that a picture differs a little from the exact one. Other processors compute as ever.
   * @defaultValue `false`
   */
  readonly bfloat16?: boolean | undefined;
  /**
   * Sizes of symbolic dimensions, by network and by the graph's own names for them, which `overpaint inspect --json` tells:
   * `{ unet: { batch_size: 2, height: 64, width: 64, sequence_length: 77 } }`; of latents, the picture's pixels by eight. The
   * network is opened for these sizes and takes no others (`BACKEND`). For execution providers that want to know sizes
   * beforehand, such as CoreML.
   */
  readonly freeDimensions?: Readonly<Record<string, Readonly<Record<string, number>>>> | undefined;
  /**
   * Folder that keeps for the next start what takes long to make of large networks: optimised copies, as large as the
   * networks themselves (for the provider `'cpu'`), and their hashes. `false` keeps nothing.
   * @defaultValue `OVERPAINT_CACHE`, or the system's folder for caches
   */
  readonly cache?: string | false | undefined;
}

/** Options of {@link createNodeOverpaint}. */
export interface NodeOverpaintOptions extends NodeBackendOptions, OverpaintLimits {
  /** The Hugging Face hub or a mirror of it, a token for it, and where its models are kept. */
  readonly hub?: HubOptions | undefined;
  /** What calls without `model` paint with: a folder, an installed model package or a repository. @defaultValue `'@overpaint/model-mini'` */
  readonly defaultModel?: string | undefined;
  /**
   * Folders of model packages by name, for a package that brings its own model: `{ [modelId]: modelFolder }`. They are
   * found also where a package manager keeps them out of this package's sight.
   */
  readonly packages?: Readonly<Record<string, URL>> | undefined;
  /** Styles, prompt magic and prompt grammar. @defaultValue those of `@overpaint/presets` */
  readonly presets?: Presets | undefined;
}
