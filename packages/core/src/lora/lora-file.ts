import { ModelInvalidError } from '../errors/index.js';
import type { NewTensor } from '../onnx/term.js';
import type { LayerScale } from './layer-change.js';
import { kindOf, type LoraPart, type LoraTarget, readLoraKey } from './lora-key.js';
import { isReadable, readHeader, type SafetensorsHeader, type StoredTensor, tensorOf } from './safetensors.js';
import { toFloat32 } from './to-float32.js';

/** What a LoRA file changes of one weight of a layer: what the layer is called there, and the tensors. */
export interface LoraLayer {
  readonly target: LoraTarget;
  readonly kind: ReturnType<typeof kindOf>;
  /** Its path with `_` for dots. */
  readonly layer: string;
  readonly names: readonly string[];
  readonly parts: ReadonlyMap<LoraPart, StoredTensor>;
  readonly alpha: number | undefined;
  readonly rankStabilised: boolean;
}

/** A LoRA file that was opened: what it holds, without the numbers. */
export interface LoraFile {
  /** The file's name without its ending. */
  readonly name: string;
  readonly sha256: string;
  /** sha256 of what is behind the header, by which A1111's web UI knows it. */
  readonly contentSha256: string;
  readonly bytes: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly layers: readonly LoraLayer[];
  /** Names of tensors that are no part of a layer's change. */
  readonly unread: readonly string[];
  /** The tensors of some layers, read now. */
  read(layers: readonly LoraLayer[]): Promise<ReadonlyMap<LoraLayer, ReadonlyMap<LoraPart, NewTensor>>>;
}

/** sha256 in hex. */
export type Digest = (bytes: Uint8Array) => Promise<string>;

/** Where a LoRA file's bytes come from. */
export interface LoraBytes {
  /** The file's name without its folder. */
  readonly name: string;
  /** Where it lies, for messages. */
  readonly location: string;
  read(): Promise<Uint8Array>;
  /** Changes when the file does. */
  state?(): Promise<string>;
}

/**
 * Opens a LoRA file: reads it once, for its hashes and what it says of itself. Its numbers are read again when they are
 * merged, and not kept.
 *
 * @throws ModelInvalidError `MODEL_INVALID` for a file that is none.
 */
export async function openLoraFile(source: LoraBytes, digest: Digest): Promise<LoraFile> {
  const { location } = source;
  const bytes = await source.read();
  const header = readHeader(bytes, location);
  const [sha256, contentSha256] = await Promise.all([digest(bytes), digest(bytes.subarray(header.start))]);
  const { layers, unread } = layersOf(header, bytes);
  if (layers.length === 0) throw notLora(location, header);
  const { length } = bytes;
  return {
    name: source.name.replace(/\.safetensors$/i, ''),
    sha256,
    contentSha256,
    bytes: length,
    metadata: header.metadata,
    layers,
    unread,
    async read(wanted) {
      const now = await source.read();
      if (now.length !== length)
        throw new ModelInvalidError('lora', `lora: ${location} has changed since it was opened.`);
      return new Map(
        wanted.map((layer) => [
          layer,
          new Map([...layer.parts].map(([part, stored]) => [part, tensorOf(now, stored)] as const)),
        ]),
      );
    },
  };
}

type Found = Pick<LoraLayer, 'target' | 'kind' | 'layer'> & { names: string[]; parts: Map<LoraPart, StoredTensor> };

function layersOf(header: SafetensorsHeader, bytes: Uint8Array) {
  const found = new Map<string, Found>();
  const unread: string[] = [];
  for (const [name, stored] of header.tensors) {
    const key = readLoraKey(name);
    if (key === undefined || !isReadable(stored)) {
      unread.push(name);
      continue;
    }
    const { target, layer, part } = key;
    const kind = kindOf(part);
    const id = `${target} ${kind} ${layer}`;
    if (!found.has(id)) found.set(id, { target, kind, layer, names: [], parts: new Map() });
    found.get(id)!.names.push(name);
    found.get(id)!.parts.set(part, stored);
  }
  const alphaOf = adapterConfig(header.metadata);
  const layers: LoraLayer[] = [];
  for (const { parts, ...layer } of found.values()) {
    const stored = parts.get('alpha');
    parts.delete('alpha');
    if (parts.size === 0) {
      unread.push(...layer.names);
      continue;
    }
    const own = stored && toFloat32(stored.dtype, bytes.subarray(stored.from, stored.to))[0];
    const config = alphaOf(layer);
    layers.push({ ...layer, parts, alpha: own ?? config?.alpha, rankStabilised: config?.rankStabilised ?? false });
  }
  return { layers, unread };
}

type AlphaOf = (layer: {
  readonly target: LoraTarget;
  readonly layer: string;
}) => Pick<LayerScale, 'alpha' | 'rankStabilised'> | undefined;

/** PEFT's settings, where diffusers wrote them into the file: alphas of all layers, and of those that have their own. */
function adapterConfig({ lora_adapter_metadata: text }: Readonly<Record<string, string>>): AlphaOf {
  let settings: Record<string, unknown> = {};
  try {
    settings = JSON.parse(text ?? '{}') as Record<string, unknown>;
  } catch {
    // Written by something else under the same name.
  }
  return ({ target, layer }) => {
    const prefixes = target === 'denoiser' ? ['unet', 'transformer'] : [target];
    for (const prefix of prefixes) {
      const alpha = settings[`${prefix}.lora_alpha`];
      if (typeof alpha !== 'number') continue;
      const pattern = settings[`${prefix}.alpha_pattern`];
      const own = Object.entries(typeof pattern === 'object' && pattern !== null ? pattern : {}).find(([path]) => {
        const written = path.replaceAll('.', '_');
        return layer === written || layer.endsWith(`_${written}`);
      });
      const stabilised = settings[`${prefix}.use_rslora`] === true;
      return { alpha: typeof own?.[1] === 'number' ? own[1] : alpha, rankStabilised: stabilised };
    }
    return undefined;
  };
}

function notLora(where: string, { tensors }: SafetensorsHeader): ModelInvalidError {
  const names = [...tensors.keys()];
  const hint = names.some((name) => /^(model\.diffusion_model|first_stage_model|cond_stage_model)\./.test(name))
    ? ' It is a whole checkpoint: export it to ONNX and name the folder as model.'
    : '';
  const some = names.slice(0, 3).join(', ') || 'none';
  return new ModelInvalidError(
    'lora',
    `lora: expected the layers of a LoRA in ${where}, found ${names.length} tensors of other kinds (${some}).${hint}`,
  );
}
