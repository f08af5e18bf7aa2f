import { ModelInvalidError } from '../errors/index.js';
import type { GraphEdit } from '../model/graph-edit.js';
import type { Model } from '../model/model.js';
import type { Distillation } from '../model/model-settings.js';
import type { OpenModelContext, Platform } from '../platform.js';
import type { PromptNetwork } from '../presets-hook.js';
import type { Warning } from '../warning.js';
import { type Digest, type LoraBytes, type LoraFile, openLoraFile } from './lora-file.js';
import type { LoraRequest } from './lora-request.js';
import { findLora, type LoraSource } from './lora-source.js';
import { matchLoras } from './match-loras.js';
import type { RecipeLora } from './recipe-lora.js';
import { tagWeights } from './tag-weights.js';
import type { WeightedLora } from './weighted-lora.js';

/** What a call asks for, and where it may find it. */
export interface LorasAsked {
  readonly loras: readonly LoraRequest[];
  readonly loraFolder?: string | undefined;
  /** What tags in each prompt name. */
  readonly tags: readonly (readonly PromptNetwork[])[];
  /** Whether the distillation LoRA in the model's own folder is wanted. */
  readonly isFast: boolean;
  /** What a recipe was painted with, whose picture is to be painted again. */
  readonly replayed: readonly RecipeLora[];
}

/** What LoRAs make of a call, prompt by prompt. */
export interface CallLoras {
  readonly prompts: readonly PromptLoras[];
  readonly warnings: readonly Warning[];
  /** What the weights of each network that change take as float32, of the prompt that changes most. */
  readonly merged: Readonly<Record<string, number>>;
  /** Tags that a LoRA was found for, as they are written. */
  readonly found: ReadonlySet<string>;
}

export interface PromptLoras {
  /** What is changed of the graph of each network. */
  readonly edits: Readonly<Record<string, readonly GraphEdit[]>>;
  readonly used: readonly RecipeLora[];
}

/** LoRA files that are open, by where they came from; they are read again when they have changed. */
export class LoraFiles {
  readonly #open = new Map<string, { readonly state: string | undefined; readonly file: LoraFile }>();

  constructor(
    private readonly platform: Pick<Platform, 'openModel' | 'openFile'>,
    private readonly digest: Digest,
  ) {}

  /** @throws ModelInvalidError `MODEL_INVALID`; ModelNotFoundError `MODEL_NOT_FOUND`; DownloadError `DOWNLOAD` and its kin. */
  async open(source: LoraSource, context: OpenModelContext): Promise<LoraFile> {
    const bytes = await findLora(source, this.platform, context);
    return typeof source === 'string' ? this.#once(source, bytes) : openLoraFile(bytes, this.digest);
  }

  async #once(place: string, bytes: LoraBytes): Promise<LoraFile> {
    const state = await bytes.state?.();
    const known = this.#open.get(place);
    if (known && known.state === state) return known.file;
    const file = await openLoraFile(bytes, this.digest);
    this.#open.set(place, { state, file });
    return file;
  }

  async openAll(requests: readonly LoraRequest[], context: OpenModelContext): Promise<WeightedLora[]> {
    const opened: WeightedLora[] = [];
    for (const { source, weight = 1, textEncoderWeight = weight } of requests) {
      opened.push({ file: await this.open(source, context), weight, textEncoderWeight });
    }
    return opened;
  }

  /** Opens what a call asks for and finds its place in a model. */
  async prepare(asked: LorasAsked, model: Model, context: OpenModelContext): Promise<CallLoras> {
    const { loras, loraFolder, tags, replayed, isFast } = asked;
    const { fast } = model.description.folder;
    const own = fast && (isFast || replayed.length > 0) ? await this.#openOwn(model, fast, context) : undefined;
    const given = [...model.loras, ...(isFast && own ? [own] : []), ...(await this.openAll(loras, context))];
    const warnings = new Map<string, Warning>();
    const found = new Set<string>();
    const has = (list: readonly WeightedLora[], sha256: string) => list.some(({ file }) => file.sha256 === sha256);
    for (const lora of replayed) {
      if (has(given, lora.sha256)) continue;
      const { weight, textEncoderWeight = weight } = lora;
      const isOwn = own?.file.sha256 === lora.sha256;
      if (isOwn) given.push({ file: own.file, weight, textEncoderWeight });
      if (isOwn || loraFolder === undefined || loras.length > 0) continue;
      const source = await this.#find(lora.name, loraFolder, context);
      if (source === undefined) continue;
      given.push({ file: await this.open(source, context), weight, textEncoderWeight });
    }
    const prompts: PromptLoras[] = [];
    const merged: Record<string, number> = {};
    for (const networks of tags) {
      const named: WeightedLora[] = [];
      for (const network of loraFolder === undefined ? [] : networks) {
        const { kind, items } = network;
        if (kind !== 'lora' && kind !== 'lyco') continue;
        const source = await this.#find(items[0]!.trim(), loraFolder!, context);
        if (source === undefined) continue;
        found.add(network.written);
        named.push({ file: await this.open(source, context), ...tagWeights(items.slice(1)) });
      }
      const all = together([...given, ...named]);
      for (const { name, sha256 } of replayed) {
        if (has(all, sha256)) continue;
        const message = `The recipe was painted with the LoRA ${name} (sha256 ${sha256.slice(0, 12)}…), this picture is not. Name it in loras, or its folder as loraFolder.`;
        warnings.set(message, { code: 'incomplete-replay', message });
      }
      const matched = await matchLoras(model, all);
      for (const warning of matched.warnings) warnings.set(warning.message, warning);
      for (const [network, edits] of Object.entries(matched.edits)) {
        for (const { bytes } of edits) merged[network] = Math.max(bytes, merged[network] ?? 0);
      }
      prompts.push({ edits: matched.edits, used: all.map(recipeLora) });
    }
    return { prompts, warnings: [...warnings.values()], merged, found };
  }

  /** @throws ModelInvalidError `MODEL_INVALID` where the folder has no such file. */
  async #openOwn(
    { files }: Model,
    { lora: path, weight }: Distillation,
    context: OpenModelContext,
  ): Promise<WeightedLora> {
    if (!(await files.list()).some((entry) => entry.path === path)) {
      throw new ModelInvalidError(
        'overpaint.json',
        `overpaint.json of ${files.location}: fast.lora names ${path}, but there is no such file. Put it there, or correct the name.`,
      );
    }
    await files.fetch([path], context);
    const bytes = {
      name: path.replace(/^.*\//, ''),
      location: `${files.location}/${path}`,
      read: () => files.read(path),
      ...(files.state && { state: () => files.state!([path]) }),
    };
    return { file: await this.#once(bytes.location, bytes), weight, textEncoderWeight: weight };
  }

  /** The file in a folder that goes by a name, wherever in it. */
  async #find(name: string, folder: string, context: OpenModelContext): Promise<string | undefined> {
    const files = await this.platform.openModel(folder, context);
    const stem = (path: string) => path.replace(/^.*\//, '').replace(/\.safetensors$/i, '');
    const paths = (await files.list()).map(({ path }) => path).filter((path) => /\.safetensors$/i.test(path));
    const path =
      paths.find((path) => stem(path) === name) ??
      paths.find((path) => stem(path).toLowerCase() === name.toLowerCase());
    return path === undefined ? undefined : `${folder.replace(/[/\\]$/, '')}/${path}`;
  }
}

/** One and the same file twice is once, with both weights: nothing is computed twice. */
function together(loras: readonly WeightedLora[]): WeightedLora[] {
  const byHash = new Map<string, WeightedLora>();
  for (const lora of loras) {
    const before = byHash.get(lora.file.sha256);
    byHash.set(lora.file.sha256, {
      file: lora.file,
      weight: lora.weight + (before?.weight ?? 0),
      textEncoderWeight: lora.textEncoderWeight + (before?.textEncoderWeight ?? 0),
    });
  }
  return [...byHash.values()];
}

const recipeLora = ({ file, weight, textEncoderWeight }: WeightedLora): RecipeLora => ({
  name: file.name,
  sha256: file.sha256,
  a1111Hash: file.contentSha256.slice(0, 12),
  weight,
  ...(textEncoderWeight !== weight && { textEncoderWeight }),
});
