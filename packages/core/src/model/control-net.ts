/// <reference lib="esnext.disposable" />
import type { ModelFiles } from '../backend/files.js';
import type { TensorSpec } from '../backend/network-tensor.js';
import type { Runtime } from '../backend/runtime.js';
import { ModelInvalidError } from '../errors/index.js';
import type { Size } from '../image/index.js';
import { controlInputs } from './control-inputs.js';
import { type Network, openNetwork } from './network.js';
import { textWidthOf } from './text-width.js';

const component = 'controlnet';

/** What a ControlNet is and takes. Plain JSON. */
export interface ControlNetInspection {
  readonly id: string;
  readonly location: string;
  /** Its graph file. */
  readonly path: string;
  /** Which models' denoisers it belongs beside. */
  readonly family: ControlNetFamily;
  /** Residuals that it puts out: one for each skip connection and the middle block's; or of a transformer's layers. */
  readonly residuals: number;
  /** Width of the vectors of text that it reads, where its graph or its config.json tells. */
  readonly textWidth: number | undefined;
  /** Whether it sees the control picture as the model's autoencoder encodes it, not as pixels. */
  readonly seesLatents: boolean;
  /** Whether it is told zeros in place of the vector for the whole text, as the first ones for Stable Diffusion 3 were taught. */
  readonly pooledIsZero: boolean;
  /** The only picture size that it takes, where its graph fixes it. */
  readonly fixedSize: Size | undefined;
  readonly bytes: number;
  /** Bytes of memory that its weights take on a processor, which computes in float32. */
  readonly openBytes: number;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
}

export type ControlNetFamily = 'stable-diffusion' | 'stable-diffusion-xl' | 'stable-diffusion-3';

/**
 * A ControlNet (Zhang et al. 2023, arXiv:2302.05543): a network beside a model's own that sees a control picture (edges, a pose,
 * depth) and steers what is painted towards it. It is opened when a call first needs it and stays open for the next one; free
 * it with {@link dispose}, or let `await using` do it.
 *
 * @example
 * ```ts
 * import { controlNet, img2img, loadControlNet } from 'overpaint';
 *
 * const edges = await loadControlNet('models/controlnet-canny');
 * const features = [controlNet(edges, { preprocess: 'canny', weight: 0.8 })];
 * const { images } = await img2img({ image: 'photo.jpg', prompt: 'oil painting', model: 'models/realistic', features });
 * await edges.dispose();
 * ```
 */
export class ControlNet {
  /** @internal */
  constructor(
    /** What it is and takes. */ readonly inspection: ControlNetInspection,
    /** @internal */ readonly network: Network,
  ) {}

  get id(): string {
    return this.inspection.id;
  }

  /** sha256 over its weights: names exactly what steers. */
  get sha256(): Promise<string> {
    return this.network.sha256;
  }

  get disposed(): boolean {
    return this.network.disposed;
  }

  /** Frees its memory while no call runs it; it is opened again when it is needed. */
  release(): Promise<void> {
    return this.network.release();
  }

  /** Frees it; a call that runs it ends the run first, and fails at its next step. */
  dispose(): Promise<void> {
    return this.network.dispose();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }
}

/**
 * Reads the header of a ControlNet. Its weights are loaded when a call first needs it.
 *
 * @throws ModelInvalidError `MODEL_INVALID` for a graph that is none.
 */
export async function openControlNet(runtime: Runtime, files: ModelFiles, asked?: string): Promise<ControlNet> {
  const network = await openNetwork(runtime, files, asked, component);
  const { path, bytes, float16Bytes, inputs, outputs, config } = network.inspection;
  const given = controlInputs(inputs);
  const sample = given.get('sample');
  const control = given.get('control');
  if (sample === undefined || control === undefined || !putsOutResiduals(outputs)) throw noControlNet(network, files);
  const [, channels, rows, columns] = control.dims;
  const seesLatents = typeof channels === 'number' ? channels !== 3 : outputs[0]!.dims.length === 3;
  const scale = seesLatents ? 8 : 1;
  const inspection: ControlNetInspection = {
    id: path === 'model.onnx' ? files.id : `${files.id}/${path}`,
    location: files.location,
    path,
    family: familyOf(given.has('timeIds'), outputs),
    residuals: outputs.length,
    textWidth: textWidthOf(given.get('hidden')?.dims[2], config),
    seesLatents,
    pooledIsZero: seesLatents && config?.['force_zeros_for_pooled_projection'] !== false,
    fixedSize:
      typeof rows === 'number' && typeof columns === 'number'
        ? { width: columns * scale, height: rows * scale }
        : undefined,
    bytes,
    openBytes: bytes + float16Bytes,
    inputs,
    outputs,
  };
  return new ControlNet(inspection, network);
}

/** Feature maps of a UNet, or tokens of a transformer: all of one rank, and more than one. */
function putsOutResiduals(outputs: readonly TensorSpec[]): boolean {
  const rank = outputs[0]!.dims.length;
  // Some exporters say nothing of the shape of what they mislabel.
  return (
    outputs.length > 1 &&
    outputs.every(({ dims }) => dims.length === rank || dims.length === 0) &&
    (rank === 4 || rank === 3 || rank === 0)
  );
}

function familyOf(hasTimeIds: boolean, outputs: readonly TensorSpec[]): ControlNetFamily {
  if (outputs[0]!.dims.length === 3) return 'stable-diffusion-3';
  return hasTimeIds ? 'stable-diffusion-xl' : 'stable-diffusion';
}

function noControlNet({ inputs, outputs }: Network, { location }: ModelFiles): ModelInvalidError {
  const list = (specs: readonly TensorSpec[]) =>
    specs.map(({ name, dims }) => `${name} [${dims.join(', ')}]`).join(', ');
  const isUnet = outputs.length === 1 && inputs.filter(({ dims }) => dims.length === 4).length > 2;
  const hint = isUnet
    ? 'It is a UNet with inputs for residuals, for which the ordinary UNet does as well: name the ControlNet itself.'
    : 'Export the ControlNet alone, with one output for each residual.';
  return new ModelInvalidError(
    component,
    `${component}: expected a graph in ${location} that takes latents and a control picture and puts out residuals, received ${list(inputs)} → ${list(outputs)}. ${hint}`,
  );
}
