/// <reference lib="esnext.disposable" />
import type { ModelFiles } from '../backend/files.js';
import type { TensorSpec } from '../backend/network-tensor.js';
import type { Runtime } from '../backend/runtime.js';
import { InvalidArgumentError, ModelInvalidError } from '../errors/index.js';
import type { Tensor } from '../tensor/tensor.js';
import { editNetwork } from './edit-network.js';
import { foreignOperators, refuseForeignOperators } from './foreign-operators.js';
import { type ComponentInspection, inspectComponent } from './inspect.js';
import { readJson } from './json.js';
import { missingWeights, refuseMissing } from './needed-files.js';
import { type NetworkOutputs, runNetwork } from './run-network.js';
import { Sessions } from './sessions.js';

/**
 * One network that belongs to no model: a ControlNet, a small decoder, an upscaler. It is opened when it is first run, and
 * again after its runtime was lost. Free it with {@link dispose}, or let `await using` do it.
 *
 * @example
 * ```ts
 * import { bindOverpaint, tensor } from 'overpaint';
 *
 * const { loadNetwork } = bindOverpaint();
 * const decoder = await loadNetwork('models/dreamy/vae_decoder');
 * const { sample } = await decoder.run({ latent_sample: tensor([1, 4, 8, 8]) }); // by the names of its graph
 * await decoder.dispose();
 * ```
 */
export class Network {
  readonly id: string;
  readonly #sessions: Sessions;
  #disposed = false;

  #sha256: Promise<string> | undefined;

  /** @internal */
  constructor(
    runtime: Runtime,
    private readonly files: ModelFiles,
    /** @internal */ readonly inspection: ComponentInspection,
  ) {
    this.id = files.id;
    const folder = { components: { [inspection.name]: inspection }, optimised: false };
    this.#sessions = new Sessions(runtime, files, folder, 'resident', async () => {}, editNetwork);
  }

  get inputs(): readonly TensorSpec[] {
    return this.inspection.inputs;
  }

  get outputs(): readonly TensorSpec[] {
    return this.inspection.outputs;
  }

  /** sha256 over its weights: names exactly what runs. */
  get sha256(): Promise<string> {
    this.#sha256 ??= this.files.fingerprint([...this.inspection.files].sort());
    this.#sha256.catch(() => (this.#sha256 = undefined)); // whoever asks next tries again
    return this.#sha256;
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  /**
   * Runs it once. Values are float32, by the names of the graph's inputs, and become what the graph declares.
   *
   * @param outputs the ones wanted, all by default.
   * @throws InvalidArgumentError `INVALID_ARGUMENT` after `dispose()`; ModelInvalidError `MODEL_INVALID` for a missing
   * input; NonFiniteError `NON_FINITE`; BackendError `BACKEND`; AbortedError `ABORTED`.
   */
  async run(
    values: Readonly<Record<string, Tensor>>,
    { outputs = this.outputs.map(({ name }) => name), signal }: NetworkRunOptions = {},
  ): Promise<NetworkOutputs> {
    if (this.#disposed) {
      throw new InvalidArgumentError('network', 'one that is in use', 'one that was disposed', 'Load it again.');
    }
    const component = this.inspection.name;
    return this.#sessions.use({ component }, { signal }, (session) =>
      runNetwork(component, session, values, { outputs, where: '' }),
    );
  }

  /** Frees its memory while nothing runs it; it is opened again when it is next run. */
  release(): Promise<void> {
    return this.#sessions.close();
  }

  /** Frees it; a run under way ends first. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.#sessions.dispose();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }
}

export interface NetworkRunOptions {
  readonly outputs?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Reads the header of a lone network. Its weights are loaded when it is first run. */
export async function openNetwork(
  runtime: Runtime,
  files: ModelFiles,
  asked?: string,
  component = 'network',
): Promise<Network> {
  const entries = await files.list();
  const graphs = entries.map(({ path }) => path).filter((path) => path.endsWith('.onnx'));
  const path = asked ?? (graphs.includes('model.onnx') ? 'model.onnx' : graphs.length === 1 ? graphs[0] : undefined);
  if (path === undefined) {
    const found = graphs.length === 0 ? 'none' : graphs.slice(0, 8).join(', ');
    throw new ModelInvalidError(
      component,
      `${component}: expected one graph (model.onnx) in ${files.location}, found ${found}. Name the .onnx file.`,
    );
  }
  const hasConfig = entries.some((entry) => entry.path === 'config.json');
  const readConfig = async () => (hasConfig ? readJson(files, 'config.json', component) : undefined);
  const inspection = await inspectComponent(files, component, path, entries, readConfig);
  refuseMissing(missingWeights(inspection, new Set(entries.map(({ path }) => path))), files.location);
  const components = { [component]: inspection };
  refuseForeignOperators({ components, location: files.location }, foreignOperators(components), runtime);
  return new Network(runtime, files, inspection);
}
