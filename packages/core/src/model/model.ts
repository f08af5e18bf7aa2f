/// <reference lib="esnext.disposable" />
import type { ModelFiles } from '../backend/files.js';
import type { Runtime, Session } from '../backend/runtime.js';
import { checkObject, checkSignal } from '../check.js';
import { guidedPrediction, type NetworkInput } from '../denoiser.js';
import { InvalidArgumentError, ModelInvalidError } from '../errors/index.js';
import type {
  AskedNetwork,
  Conditioning,
  Family,
  PromptSettings,
  PromptText,
  TextRequest,
} from '../families/family.js';
import { type Codec, type Posterior, readPosterior } from '../latents/codec.js';
import type { CodecChoice, TinyHalf } from '../latents/tiny-codec.js';
import type { LoraRequest } from '../lora/lora-request.js';
import type { WeightedLora } from '../lora/weighted-lora.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import {
  checkTokenizer,
  loadTokenizerWith,
  type PromptLanguage,
  plainLanguage,
  type Tokenizer,
  type TokenizerJsonReader,
} from '../text/index.js';
import { describeModel, type ModelDescription, type ModelInspection, summariseModel } from './describe.js';
import type { Dtype } from './dtype.js';
import type { NetworkEditor, SkipCounter } from './edit-network.js';
import type { GraphEdit } from './graph-edit.js';
import { isTiny } from './graph-paths.js';
import { missingBytes } from './inspect.js';
import { numberOf } from './json.js';
import type { Layout } from './layout.js';
import { PromiseCache } from './promise-cache.js';
import type { FolderRecogniser } from './recognise.js';
import { type NetworkOutputs, type RunOptions, runNetwork } from './run-network.js';
import { type MemoryMode, type SessionScope, Sessions } from './sessions.js';
import { textInputs } from './text-inputs.js';

export interface LoadModelOptions {
  /** `resident` (default) keeps networks open between calls; `staged` opens and frees each in turn. */
  readonly memory?: MemoryMode | undefined;
  /** Which precision of networks that come in several. Default: the fullest that is there. */
  readonly dtype?: Dtype | undefined;
  /**
   * A folder, package or repository whose autoencoder is used instead of the model's own, such as a TAESD: `vae_encoder/`,
   * `vae_decoder/` or both. Its own config.json says how its latents are scaled.
   */
  readonly vae?: string | undefined;
  /**
   * A folder, package or repository with a small autoencoder (TAESD) that calls and previews may ask for beside the model's own:
   * `speed: { decoder: 'tiny' }`, `preview: { with: 'tiny' }`. Default: what lies in the model's own `taesd/`, if anything.
   */
  readonly tinyVae?: string | undefined;
  /** LoRAs merged into the model for all calls; those of a call come on top. */
  readonly loras?: readonly LoraRequest[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How many prompts and source pictures a model remembers the encodings of. */
const remembered = { texts: 64, sources: 4 };

/**
 * A loaded model: a family with its networks, opened when first used and shared by all calls, and its encodings of
 * recent prompts and source pictures. Free it with {@link dispose}, or let `await using` do it.
 *
 * @example
 * ```ts
 * import { img2img, loadModel } from 'overpaint';
 * const model = await loadModel('models/dreamy', { memory: 'staged' });
 * const { images } = await img2img({ image: 'photo.jpg', prompt: 'oil painting', model });
 * await model.dispose();
 * ```
 */
export class Model {
  readonly id: string;
  readonly #texts = new PromiseCache<NetworkOutputs>(remembered.texts);
  #sources: { readonly pixels: Tensor; readonly posterior: Posterior }[] = [];
  readonly #sessions: Sessions;
  #sha256: Promise<string> | undefined;
  #skips: Promise<number> | undefined;
  #disposed = false;
  #leases = 0;
  /** What it was loaded with. @internal */ loras: readonly WeightedLora[] = [];
  /** What that changes of its graphs. @internal */ edits: Readonly<Record<string, readonly GraphEdit[]>> = {};
  #onIdle: (() => void)[] = [];

  /** @internal */
  constructor(
    runtime: Runtime,
    /** @internal */ readonly files: ModelFiles,
    /** @internal */ readonly description: ModelDescription,
    /** By the names of their folders. @internal */ readonly tokenizers: Readonly<Record<string, Tokenizer>>,
    /** Whether its networks stay open. @internal */ readonly memory: MemoryMode,
    /** What `files.state()` said before they were described. */
    private readonly state: string | undefined,
    editNetwork: NetworkEditor,
  ) {
    this.id = files.id;
    this.#sessions = new Sessions(runtime, files, description.folder, memory, () => this.#checkFiles(), editNetwork);
  }

  /** The one that counts tokens. @internal */
  get tokenizer(): Tokenizer {
    return this.tokenizers[this.family.tokenizers.find(({ folder }) => this.tokenizers[folder])!.folder]!;
  }

  /** What the model is and takes, as plain JSON. */
  get inspection(): ModelInspection {
    return summariseModel(this.description);
  }

  /** sha256 over the weights of all networks but those that lie beside for who asks: names exactly what painted. */
  get sha256(): Promise<string> {
    const files = Object.values(this.description.folder.components).flatMap(({ name, files }) =>
      isTiny(name) ? [] : files,
    );
    this.#sha256 ??= this.#checkFiles().then(() => this.files.fingerprint([...files].sort()));
    this.#sha256.catch(() => (this.#sha256 = undefined)); // whoever asks next tries again
    return this.#sha256;
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  /** Bytes of its networks that are not on this machine yet. @internal */
  async downloadBytes(): Promise<number> {
    const { folder } = this.description;
    // What is here stays here; what was not may be by now.
    return folder.downloadBytes === 0 ? 0 : missingBytes(folder.components, await this.files.list());
  }

  /**
   * How many skip connections the denoiser's graph shows; nothing while it is not here, or where its family has no use of it.
   * @internal
   */
  async skips(count: SkipCounter): Promise<number | undefined> {
    const { components } = this.description.folder;
    const network = components[this.family.denoiser]!;
    if (!this.family.speed?.startsWith('unet')) return undefined;
    if (missingBytes({ network }, await this.files.list()) > 0) return undefined;
    this.#skips ??= count(this.files, network);
    return this.#skips;
  }

  /** Whether any network is open. @internal */
  get open(): boolean {
    return this.#sessions.size > 0;
  }

  /** Whether its files are others than those that it was made of. @internal */
  async changed(): Promise<boolean> {
    return this.state !== undefined && (await this.files.state?.().catch(() => 'gone')) !== this.state;
  }

  /**
   * Uses the model for a whole call: it is freed by nobody before `work` is done.
   * @throws InvalidArgumentError `INVALID_ARGUMENT` when it was disposed before.
   * @internal
   */
  async lease<T>(work: () => Promise<T>): Promise<T> {
    if (this.#disposed) throw new InvalidArgumentError('model', 'a model that is in use', disposed, 'Load it again.');
    this.#leases++;
    try {
      return await work();
    } finally {
      this.#leases--;
      if (this.#leases === 0) for (const resume of this.#onIdle.splice(0)) resume();
    }
  }

  /** Opens every network and runs each once, so that the first call is as fast as the next. */
  async warmup(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    checkObject('options', options);
    checkSignal(options.signal);
    return this.lease(() => this.#warmup(options));
  }

  async #warmup({ signal }: { readonly signal?: AbortSignal | undefined }): Promise<void> {
    const { family, multiple, latent, fixedSize } = this.description;
    const scope = { signal };
    const network = fixedSize ?? { width: multiple, height: multiple };
    const settings = { ...family.defaults, weighting: 'none', network } as const;
    const texts = [{ text: '', negative: false }];
    const [conditioning] = await this.encodePrompts(texts, settings, plainLanguage, scope);
    // Not one flat colour: a network that normalises by what it is given divides by zero there.
    const pixels = tensor([1, 3, network.height, network.width]);
    for (let i = 0; i < pixels.data.length; i++) pixels.data[i] = Math.sin(i);
    const codec = this.codec(scope);
    const posterior = await codec.encode(pixels);
    const beside =
      (await family.beside?.({ pixels, posterior, codec, gaussian: (dims) => tensor(dims) }, latent)) ?? [];
    const level = { alpha: 0, sigma: 1, timestep: 1 };
    const stages = [{ until: 1, branches: [{ conditioning: conditioning!, beside, weight: 1 }] }];
    const predict = guidedPrediction(family, stages, (values) => this.predict(values, scope), this.asked, 0);
    await predict({ latents: posterior.mean, timestep: 1, level, index: 0, call: 0 });
    await codec.decode(posterior.mean);
  }

  /** @internal */
  get family(): Family {
    return this.description.family;
  }

  /** How the denoiser may be asked. @internal */
  get asked(): AskedNetwork {
    const { folder, family, batch } = this.description;
    return { batch, inputs: folder.components[family.denoiser]!.inputs };
  }

  /** What the network is told of texts, one conditioning each. @internal */
  encodePrompts(
    texts: readonly PromptText[],
    settings: PromptSettings,
    language: PromptLanguage,
    scope: SessionScope,
  ): Promise<readonly Conditioning[]> {
    return this.family.encodePrompts(texts, {
      settings,
      language,
      folder: this.description.folder,
      tokenizer: (folder) => this.tokenizers[folder]!,
      encodeText: (...asked) => this.#encodeText(scope, ...asked),
    });
  }

  #encodeText(
    scope: SessionScope,
    component: string,
    ids: readonly number[],
    { outputs, edits = [], visible = ids.length }: TextRequest,
  ): Promise<NetworkOutputs> {
    const { folder, family } = this.description;
    const use = family.tokenizers.find(({ textEncoder }) => textEncoder === component)!;
    const { eos } = this.tokenizers[use.folder]!;
    const key = JSON.stringify([component, outputs, this.#editsOf(component, scope), edits, visible, ids]);
    const inputs = textInputs(ids, eos, folder.components[component]?.config, visible);
    return this.#texts.get(key, scope.signal, (signal) =>
      this.run(component, inputs, { ...scope, signal }, { outputs, edits, where: 'for this prompt' }),
    );
  }

  /** Pixels [1, 3, height, width] in −1…1 to the distribution of their latents. The very same ones are encoded once. */
  async encode(pixels: Tensor, scope: SessionScope): Promise<Posterior> {
    const known = this.#sources.find((source) => samePixels(source.pixels, pixels));
    if (known) return known.posterior;
    const { family, latent } = this.description;
    const output = await this.#runSingle('vae_encoder', { sample: pixels }, scope);
    const posterior = readPosterior(output, latent.channels, family.posterior);
    this.#sources = [{ pixels, posterior }, ...this.#sources].slice(0, remembered.sources);
    return posterior;
  }

  /** Its autoencoder on a call's behalf, or the halves of the small one beside it that the call asks for. @internal */
  codec(scope: SessionScope, choice: CodecChoice = {}): Codec {
    const full: Codec = {
      encode: (pixels) => this.encode(pixels, scope),
      decode: (latents) => this.decode(latents, scope),
    };
    const { tinyCodec } = this.description;
    if (tinyCodec === undefined) return full;
    const run = (half: TinyHalf, value: Tensor) => this.#runSingle(half, { sample: value }, scope);
    return tinyCodec(full, choice, run);
  }

  /** One run of the network that denoises: its raw output. @internal */
  async predict(
    values: Readonly<Record<string, Tensor>>,
    scope: SessionScope,
    { edits, beside }: Pick<NetworkInput, 'edits' | 'beside'> = {},
  ): Promise<Tensor> {
    const { denoiser } = this.family;
    const { name } = this.description.folder.components[denoiser]!.outputs[0]!;
    const asked = { outputs: [name, ...(beside?.outputs ?? [])], edits, where: 'while denoising' };
    const { [name]: output, ...others } = await this.run(denoiser, values, scope, asked);
    beside?.take(others);
    return output!;
  }

  /** Latents in the VAE's units to pixels, [1, 3, height, width] in −1…1. */
  decode(latents: Tensor, scope: SessionScope): Promise<Tensor> {
    return this.#runSingle('vae_decoder', { latent_sample: latents }, scope);
  }

  /** One run of a network: values by the names of its inputs, and the outputs asked for by name. */
  run(
    component: string,
    values: Readonly<Record<string, Tensor>>,
    scope: SessionScope,
    asked: RunOptions,
  ): Promise<NetworkOutputs> {
    const edits = [...this.#editsOf(component, scope), ...(asked.edits ?? [])];
    return this.#sessions.use({ component, edits }, scope, (session: Session) =>
      runNetwork(component, session, values, asked),
    );
  }

  #editsOf(component: string, { edits = this.edits }: SessionScope): readonly GraphEdit[] {
    return edits[component] ?? [];
  }

  /** The first output of a network, whatever an exporter calls it. */
  async #runSingle(component: string, values: Readonly<Record<string, Tensor>>, scope: SessionScope) {
    const { name } = this.description.folder.components[component]!.outputs[0]!;
    const outputs = await this.run(component, values, scope, { outputs: [name] });
    return outputs[name]!;
  }

  /** Leaves a network open while `work` goes on, in `staged` memory too. @internal */
  hold<T>(component: string, work: () => Promise<T>): Promise<T> {
    return this.#sessions.hold(component, work);
  }

  /** Frees the networks that no call uses at the moment. The model stays usable: they are opened again when needed. */
  release(): Promise<void> {
    return this.#sessions.close();
  }

  /** Frees some networks, such as what a call that failed has opened, unless others use the model too. @internal */
  async releaseOnly(networks: ReadonlySet<string>): Promise<void> {
    if (this.#leases <= 1) await this.#sessions.close((name) => networks.has(name));
  }

  /** Frees everything. Calls under way end first; later ones are refused. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    if (this.#leases > 0) await new Promise<void>((resolve) => this.#onIdle.push(resolve));
    this.#texts.clear();
    this.#sources = [];
    await this.#sessions.dispose();
  }

  /** @throws ModelInvalidError `MODEL_INVALID` where the folder holds other files by now. */
  async #checkFiles(): Promise<void> {
    if (!(await this.changed())) return;
    throw new ModelInvalidError(
      'model',
      `model: the files in ${this.files.location} have changed since the model was loaded. Load it again.`,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }
}

/** What a model is opened with. */
export interface ModelOpening {
  readonly runtime: Runtime;
  readonly recogniseFolder: FolderRecogniser;
  readonly readTokenizerJson: TokenizerJsonReader;
  readonly editNetwork: NetworkEditor;
}

/**
 * Describes a folder, reads its tokenizer and makes a model of it. No weights are loaded yet.
 *
 * @throws ModelInvalidError `MODEL_INVALID`, UnsupportedError `UNSUPPORTED`.
 */
export async function openModel(
  { runtime, readTokenizerJson, editNetwork, recogniseFolder }: ModelOpening,
  layout: Layout,
  memory: MemoryMode = 'resident',
): Promise<Model> {
  const { files } = layout;
  const state = await files.state?.();
  const description = await describeModel(layout, recogniseFolder);
  const { folder, family } = description;
  description.refuse(runtime);
  const paths = new Set(folder.entries.map(({ path }) => path));
  const source = { has: (path: string) => paths.has(path), read: (path: string) => files.read(path) };
  const tokenizers: Record<string, Tokenizer> = {};
  for (const use of family.tokenizers) {
    const encoder = folder.components[use.textEncoder];
    if (encoder === undefined) continue; // detection has asked for those that are needed
    const tokenizer = await loadTokenizerWith(readTokenizerJson, source, use.folder, {
      padFallback: use.padFallback?.(folder),
    });
    checkTokenizer(tokenizer, numberOf(encoder.config, 'vocab_size') ?? Number.POSITIVE_INFINITY);
    tokenizers[use.folder] = tokenizer;
  }
  return new Model(runtime, files, description, tokenizers, memory, state, editNetwork);
}

const disposed = 'one that was disposed';

/** Pixels are compared, not hashed: a picture's worth of comparisons is cheaper than a wrong answer. */
function samePixels(a: Tensor, b: Tensor): boolean {
  if (a === b) return true;
  if (a.dims.join() !== b.dims.join()) return false;
  for (let i = 0; i < a.data.length; i++) if (a.data[i] !== b.data[i]) return false;
  return true;
}
