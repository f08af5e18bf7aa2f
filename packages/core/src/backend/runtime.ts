import type { ModelFile } from './files.js';
import type { NetworkTensor, TensorSpec } from './network-tensor.js';

/** Tensors by the names that the graph gives them. */
export type Feeds = Readonly<Record<string, NetworkTensor>>;

/** An open network. `run` may be called again before it is done; calls then queue. */
export interface Session {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** True once what held it is gone, such as a thread that ended: it runs no more, and is opened anew when it is needed. */
  readonly lost?: boolean;
  /** Feeds hold exactly the graph's inputs; `fetches` names the outputs wanted, all by default. */
  run(feeds: Feeds, fetches?: readonly string[]): Promise<Feeds>;
  dispose(): Promise<void>;
}

/** What a machine or browser can do, as `detect()` reports it. */
export interface Capabilities {
  readonly backend: string;
  /** Execution providers that can be asked for here, best first. */
  readonly providers: readonly string[];
  readonly threads: number;
  readonly webgpu: boolean;
  readonly shaderF16: boolean;
  readonly crossOriginIsolated: boolean;
  /** Bytes of memory, where the platform tells. */
  readonly memory: number | undefined;
  readonly versions: Readonly<Record<string, string>>;
}

/** Opens and runs networks: ONNX Runtime, in whatever thread. */
export interface Runtime {
  readonly name: string;
  /**
   * Opens a network whose files are here (see `ModelFiles.fetch`). Many may wait for it, so it takes nobody's signal.
   * @throws BackendError `BACKEND` with ONNX Runtime's own error as cause; ModelInvalidError `MODEL_INVALID` when the file is no graph.
   */
  createSession(file: ModelFile): Promise<Session>;
  /**
   * Bytes of memory that there are for networks, where all of them compute on a processor and the platform tells: what would not
   * fit is painted part by part, and questions of guidance are asked one by one where that takes less.
   */
  readonly memory?: number | undefined;
  /** Providers that a network may be run by beside the processor. Default: none. */
  otherProviders?(component: string): readonly string[];
  /** Whether a network is opened for certain sizes alone, of which its batch may be one. Default: none is. */
  fixedSizes?(component: string): boolean;
  /** Whether attention of denoisers is put into one operator where a provider has it: see `EditTarget`. Default: it is left as exported. */
  readonly fusedAttention?: boolean | undefined;
  /** Whether LoRAs are merged into large networks a few weights at a time. Default: all at once, while the network is opened. */
  readonly mergesApart?: boolean | undefined;
  detect(): Promise<Capabilities>;
  /** Its name and version, for recipes; asked once networks have run. */
  version?(): Promise<string | undefined>;
  /** Ends what the runtime keeps running (a worker); sessions are disposed by their owners before. */
  dispose(): Promise<void>;
}
