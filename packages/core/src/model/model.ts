/// <reference lib="esnext.disposable" />
import type { ModelFiles } from '../backend/files.js';
import type { Runtime, Session } from '../backend/runtime.js';
import { InvalidArgumentError } from '../errors/index.js';
import type { Image } from '../image/image.js';
import { imageToTensor } from '../image/index.js';
import { type Posterior, readPosterior } from '../latents/codec.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { checkTokenizer, loadTokenizer, type Tokenizer } from '../text/index.js';
import { describeModel, type ModelDescription, type ModelInspection, summariseModel } from './describe.js';
import { numberOf } from './json.js';
import { Recent } from './recent.js';
import { runNetwork } from './run-network.js';
import { type MemoryMode, type SessionScope, Sessions } from './sessions.js';

export interface LoadModelOptions {
  /** `resident` (default) keeps networks open between calls; `staged` opens and frees each in turn. */
  readonly memory?: MemoryMode | undefined;
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
 * const model = await loadModel('models/dreamy', { memory: 'staged' });
 * const { images } = await img2img({ image: 'photo.jpg', prompt: 'oil painting', model });
 * await model.dispose();
 * ```
 */
export class Model {
  readonly id: string;
  readonly #texts = new Recent<Tensor>(remembered.texts);
  #sources: { readonly image: Image; readonly posterior: Posterior }[] = [];
  readonly #sessions: Sessions;
  #sha256: Promise<string> | undefined;

  /** @internal */
  constructor(
    runtime: Runtime,
    private readonly files: ModelFiles,
    /** @internal */ readonly description: ModelDescription,
    /** @internal */ readonly tokenizer: Tokenizer,
    memory: MemoryMode,
  ) {
    this.id = files.id;
    this.#sessions = new Sessions(runtime, files, description.folder, memory);
  }

  /** What the model is and takes, as plain JSON. */
  get inspection(): ModelInspection {
    return summariseModel(this.description);
  }

  /** sha256 over the weights of all networks: names exactly what painted. */
  get sha256(): Promise<string> {
    const files = Object.values(this.description.folder.components).flatMap(({ files }) => files);
    this.#sha256 ??= this.files.fingerprint([...files].sort());
    return this.#sha256;
  }

  get disposed(): boolean {
    return this.#sessions.disposed;
  }

  /** Opens every network and runs each once, so that the first call is as fast as the next. */
  async warmup(options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    const { family, multiple, latent } = this.description;
    const scope = { signal: options.signal };
    const hidden = await this.encodeText(Array<number>(this.tokenizer.maxLength).fill(this.tokenizer.eos), scope);
    const side = multiple / latent.downscale;
    const channels = latent.channels * (family.sourceBesideNoise ? 2 : 1);
    await this.run('vae_encoder', { sample: tensor([1, 3, multiple, multiple]) }, scope);
    const sample = tensor([1, channels, side, side]);
    await this.run(family.denoiser, family.feeds({ sample, timestep: 1, embedding: hidden }), scope);
    await this.decode(tensor([1, latent.channels, side, side]), scope);
  }

  /** Token ids of full length to the text encoder's vectors, [1, tokens, width]. */
  encodeText(ids: readonly number[], scope: SessionScope): Promise<Tensor> {
    const { textEncoder } = this.description.family;
    const values = { input_ids: { data: Float32Array.from(ids), dims: [1, ids.length] } };
    return this.#texts.get(ids.join(), () => this.run(textEncoder, values, scope, 'for this prompt'));
  }

  /** A fitted picture to the distribution of its latents. The very same pixels are encoded once. */
  async encodeImage(image: Image, scope: SessionScope): Promise<Posterior> {
    const known = this.#sources.find((source) => samePixels(source.image, image));
    if (known) return known.posterior;
    const output = await this.run('vae_encoder', { sample: await imageToTensor(image, scope.signal) }, scope);
    const posterior = readPosterior(output, this.description.latent.channels);
    this.#sources = [{ image, posterior }, ...this.#sources].slice(0, remembered.sources);
    return posterior;
  }

  /** Latents in the VAE's units to pixels, [1, 3, height, width] in −1…1. */
  decode(latents: Tensor, scope: SessionScope): Promise<Tensor> {
    return this.run('vae_decoder', { latent_sample: latents }, scope);
  }

  /** One run of a network, by the meaning of its inputs. */
  run(
    component: string,
    values: Readonly<Record<string, Tensor>>,
    scope: SessionScope,
    where?: string,
  ): Promise<Tensor> {
    if (this.disposed)
      throw new InvalidArgumentError('model', 'a model that is in use', 'one that was disposed', 'Load it again.');
    const { components } = this.description.folder;
    const single = components[component]!.outputs[0]!.name;
    return this.#sessions.use(component, scope, (session: Session) =>
      runNetwork(component, session, values, { output: single, ...(where === undefined ? {} : { where }) }),
    );
  }

  /** Frees the networks named, where no call uses them; all by default. The model stays usable. */
  release(components?: ReadonlySet<string>): Promise<void> {
    return this.#sessions.close((name) => components?.has(name) ?? true);
  }

  /** Frees everything. Calls under way end first. */
  async dispose(): Promise<void> {
    this.#texts.clear();
    this.#sources = [];
    await this.#sessions.dispose();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }
}

/**
 * Describes a folder, reads its tokenizer and makes a model of it. No weights are loaded yet.
 *
 * @throws ModelInvalidError `MODEL_INVALID`, UnsupportedError `UNSUPPORTED`.
 */
export async function openModel(runtime: Runtime, files: ModelFiles, memory: MemoryMode = 'resident'): Promise<Model> {
  const description = await describeModel(files);
  const { folder, family } = description;
  const paths = new Set(folder.entries.map(({ path }) => path));
  const source = { has: (path: string) => paths.has(path), read: (path: string) => files.read(path) };
  const tokenizer = await loadTokenizer(source, family.tokenizer, { padFallback: padFallback(description) });
  const textEncoder = folder.components[family.textEncoder];
  checkTokenizer(tokenizer, numberOf(textEncoder?.config, 'vocab_size') ?? Number.POSITIVE_INFINITY);
  return new Model(runtime, files, description, tokenizer, memory);
}

/** Stable Diffusion 2's text encoder (width 1024) pads with "!", where the tokenizer's own files do not say. */
function padFallback({ folder, family }: ModelDescription): string | undefined {
  const width = folder.components[family.denoiser]?.inputs.find(({ name }) => name === 'encoder_hidden_states')
    ?.dims[2];
  return width === 1024 ? '!' : undefined;
}

/** Pixels are compared, not hashed: a picture's worth of comparisons is cheaper than a wrong answer. */
function samePixels(a: Image, b: Image): boolean {
  if (a.width !== b.width || a.height !== b.height) return false;
  for (let i = 0; i < a.data.length; i++) if (a.data[i] !== b.data[i]) return false;
  return true;
}
