import type { FamilyOption, ModelShape } from '../families/family.js';
import type { FamilyName } from '../families/index.js';
import type { Size } from '../image/index.js';
import type { LatentSpace } from '../latents/codec.js';
import type { TinyCodec } from '../latents/tiny-codec.js';
import { type FolderScheduler, folderScheduler } from './folder-scheduler.js';
import type { ForeignOperators } from './foreign-operators.js';
import { type ComponentInspection, inspectFolder, type ModelFolder } from './inspect.js';
import type { Layout } from './layout.js';
import type { ModelDefaults } from './model-settings.js';
import { openBytes } from './open-bytes.js';
import type { FolderRecogniser, RecognisedFolder } from './recognise.js';

/** A model folder with its family: all that a plan needs, without loading weights. */
export interface ModelDescription extends ModelShape, Omit<RecognisedFolder, 'tinyCodec'> {
  readonly folder: ModelFolder;
  readonly scheduler: FolderScheduler;
  /** What puts the small autoencoder beside its own in its place, where there is one. */
  readonly tinyCodec: TinyCodec | undefined;
}

/** Describes a model folder: its family by its graphs, latent space and sizes by its config files. */
export async function describeModel(layout: Layout, recognise: FolderRecogniser): Promise<ModelDescription> {
  const folder = await inspectFolder(layout);
  const { tinyCodec, ...recognised } = await recognise(folder);
  const { family } = recognised;
  const shape = family.describe(folder);
  const scheduler = folderScheduler(folder.index, folder.schedulerConfig, family.scheduler);
  return {
    ...shape,
    ...recognised,
    folder,
    scheduler,
    tinyCodec: tinyCodec(shape.latent),
    nativeSize: folder.nativeSize ?? shape.nativeSize,
  };
}

/** A network as `inspectModel()` tells of it. */
export type ComponentSummary = Pick<
  ComponentInspection,
  'path' | 'bytes' | 'inputs' | 'outputs' | 'producer' | 'customOperators'
>;

/** What `inspectModel()` tells of a model. Plain JSON. */
export interface ModelInspection {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly licence: string | undefined;
  readonly family: FamilyName;
  readonly pipeline: string | undefined;
  readonly components: Readonly<Record<string, ComponentSummary>>;
  /** Text encoders that the family has and the folder lacks: it makes do, with less understanding of the prompt. */
  readonly missing: readonly string[];
  /** Files that the folder lacks and cannot paint without: networks, weights, tokenizers. */
  readonly needed: readonly string[];
  /** Operators that ONNX Runtime has for no processor, by network: only a provider that has them opens these. */
  readonly foreignOperators: ForeignOperators;
  readonly bytes: number;
  /** Bytes of memory that its weights take when all networks are open on a processor, which computes in float32. */
  readonly openBytes: number;
  /** Bytes of these that were not on this machine when it was described: they are fetched when they are needed. */
  readonly downloadBytes: number;
  readonly latent: LatentSpace;
  readonly multiple: number;
  readonly nativeSize: number;
  /** The only size that its graphs take, in pixels; smaller pictures are padded to it. */
  readonly fixedSize: Size | undefined;
  readonly defaults: ModelDefaults;
  readonly scheduler: string | undefined;
  readonly predictionType: string;
  /** Options beyond the common ones that this model takes. */
  readonly options: readonly FamilyOption[];
  /** What it can do beyond the common. */
  readonly supports: {
    readonly imageGuidanceScale: boolean;
    readonly batchedGuidance: boolean;
    readonly mask: boolean;
    /** Pictures beside `image` that it looks at. */
    readonly references: number;
    /** Whether `strength` means something: editing models paint anew, and look at the source. */
    readonly strength: boolean;
  };
}

/** The part of a description that is worth showing to a person or a program. */
export function summariseModel(description: ModelDescription): ModelInspection {
  const { folder, family, scheduler, latent, multiple, nativeSize, fixedSize, batch } = description;
  const components = Object.fromEntries(
    Object.entries(folder.components).map(([name, { path, bytes, inputs, outputs, producer, customOperators }]) => [
      name,
      { path, bytes, inputs, outputs, producer, customOperators },
    ]),
  );
  return {
    id: folder.id,
    name: folder.name,
    location: folder.location,
    licence: folder.licence,
    family: family.name as FamilyName,
    pipeline: folder.pipeline,
    components,
    foreignOperators: description.foreignOperators,
    needed: description.needed.map(({ path }) => path),
    missing: family.tokenizers.flatMap(({ textEncoder, missing }) =>
      missing === 'zeros' && !components[textEncoder] ? [textEncoder] : [],
    ),
    bytes: Object.values(components).reduce((sum, { bytes }) => sum + bytes, 0),
    openBytes: openBytes(Object.values(folder.components), folder.optimised),
    downloadBytes: folder.downloadBytes,
    latent,
    multiple,
    nativeSize,
    fixedSize,
    defaults: folder.defaults,
    scheduler: (scheduler.config ?? family.scheduler)._class_name,
    predictionType:
      family.strengthRule === 'flow' ? 'flow' : String(scheduler.config?.['prediction_type'] ?? 'epsilon'),
    options: family.options.filter((option) => family.limits?.(folder)[option] !== 0),
    supports: {
      imageGuidanceScale: family.options.includes('imageGuidanceScale'),
      batchedGuidance: batch > 1,
      mask: true,
      references: Math.max(0, (family.references?.most ?? 1) - 1),
      strength: family.references === undefined,
    },
  };
}
