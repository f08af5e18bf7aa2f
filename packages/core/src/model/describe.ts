import type { ModelFiles } from '../backend/files.js';
import { detectFamily, latentChannels } from '../families/detect.js';
import type { Family, FamilyName, LatentSpace } from '../families/family.js';
import { type ComponentInspection, inspectFolder, type ModelDefaults, type ModelFolder } from './inspect.js';
import { lengthOf, numberOf } from './json.js';

/** A model folder with its family: all that a plan needs, without loading weights. */
export interface ModelDescription {
  readonly folder: ModelFolder;
  readonly family: Family;
  readonly latent: LatentSpace;
  /** Picture sides that the network takes are multiples of this many pixels. */
  readonly multiple: number;
  /** The only picture size that a graph with fixed dimensions takes. */
  readonly fixedSize: { readonly width: number; readonly height: number } | undefined;
  /** Side of the square whose area suits the model best, in pixels. */
  readonly nativeSize: number;
  /** Branches that the network takes in one call; Infinity when its batch is free. */
  readonly batch: number;
}

/** Describes a model folder: its family by its graphs, latent space and sizes by its config files. */
export async function describeModel(files: ModelFiles): Promise<ModelDescription> {
  const folder = await inspectFolder(files);
  const family = detectFamily(folder);
  const vae = folder.components['vae_decoder']?.config;
  const unet = folder.components[family.denoiser]!;
  const [batch, , height, width] = unet.inputs.find(({ name }) => name === 'sample')?.dims ?? [];
  const downscale = 2 ** ((lengthOf(vae, 'block_out_channels') ?? 4) - 1);
  const sampleSize = numberOf(unet.config, 'sample_size');
  return {
    folder,
    family,
    latent: {
      channels: latentChannels(folder),
      downscale,
      scale: numberOf(vae, 'scaling_factor') ?? 0.18215,
      shift: numberOf(vae, 'shift_factor') ?? 0,
    },
    multiple: downscale * 2 ** ((lengthOf(unet.config, 'block_out_channels') ?? 4) - 1),
    fixedSize:
      typeof height === 'number' && typeof width === 'number'
        ? { width: width * downscale, height: height * downscale }
        : undefined,
    nativeSize: folder.nativeSize ?? (sampleSize === undefined ? family.defaults.nativeSize : sampleSize * downscale),
    batch: typeof batch === 'number' ? batch : Number.POSITIVE_INFINITY,
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
  readonly bytes: number;
  readonly latent: LatentSpace;
  readonly multiple: number;
  readonly nativeSize: number;
  readonly defaults: ModelDefaults;
  readonly scheduler: string | undefined;
  readonly predictionType: string;
  /** Options beyond the common ones, and whether this model takes them. */
  readonly supports: {
    readonly imageGuidanceScale: boolean;
    readonly batchedGuidance: boolean;
    readonly mask: boolean;
  };
}

/** The part of a description that is worth showing to a person or a program. */
export function summariseModel(description: ModelDescription): ModelInspection {
  const { folder, family, latent, multiple, nativeSize, batch } = description;
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
    family: family.name,
    pipeline: folder.pipeline,
    components,
    bytes: Object.values(components).reduce((sum, { bytes }) => sum + bytes, 0),
    latent,
    multiple,
    nativeSize,
    defaults: folder.defaults,
    scheduler: folder.scheduler.config?._class_name,
    predictionType: String(folder.scheduler.config?.['prediction_type'] ?? 'epsilon'),
    supports: { imageGuidanceScale: family.sourceBesideNoise, batchedGuidance: batch > 1, mask: false },
  };
}
