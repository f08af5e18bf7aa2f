/** What a model is recommended for. */
export type ModelPurpose =
  | 'small'
  | 'default'
  | 'turbo'
  | 'sdxl'
  | 'editing'
  | 'inpainting'
  | 'control-net'
  | 'lora'
  | 'autoencoder'
  | 'large';

/** A model that others publish, as its own page and those of its makers describe it (November 2026). */
export interface RecommendedModel {
  readonly purpose: ModelPurpose;
  /** Its repository, as `model` takes it. */
  readonly id: string;
  /**
   * A commit, where one is known. Without it the branch `main` is meant as it is when the model is first fetched; from then on
   * its commit stays (see `overpaint models list`).
   */
  readonly revision?: string;
  /** Whether it is weights of PyTorch, to be exported once (`overpaint convert`). */
  readonly convert?: true;
  readonly family: string;
  /** Bytes that are fetched, about; nothing where no page tells. */
  readonly downloadBytes?: number;
  /** Bytes of its weights in memory on a processor, all networks open, about. */
  readonly memoryBytes?: number;
  readonly licence: string;
  /** Whether its licence allows commercial use. */
  readonly commercial: boolean;
  readonly forbids: string;
  readonly goodFor: string;
  /**
   * `layout-tested`: a repository with files of the same names, with small networks in them, is fetched and opened by our tests. The
   * published weights themselves were never run by us.
   */
  readonly status: 'layout-tested' | 'untested';
}

const openRail = {
  licence: 'CreativeML OpenRAIL-M',
  commercial: true,
  forbids: 'uses that harm others, as its attachment A lists them',
} as const;
const openRailPlus = { ...openRail, licence: 'CreativeML Open RAIL++-M' } as const;

/**
 * Models worth beginning with, the most common need first.
 *
 * @example
 * ```ts
 * import { recommendedModels } from '@overpaint/core';
 * const small = recommendedModels.find(({ purpose }) => purpose === 'small');
 * ```
 */
export const recommendedModels: readonly RecommendedModel[] = [
  {
    purpose: 'small',
    id: 'RanaLLC/tiny-sd-onnx-fp16',
    family: 'stable-diffusion',
    downloadBytes: 0.9e9,
    memoryBytes: 1.8e9,
    ...openRail,
    goodFor: 'first tries and small machines: half of the UNet of Stable Diffusion 1.5, with a small autoencoder',
    status: 'untested',
  },
  {
    purpose: 'default',
    id: 'onnx-community/stable-diffusion-v1-5-ONNX',
    family: 'stable-diffusion',
    downloadBytes: 4.3e9,
    memoryBytes: 4.3e9,
    ...openRail,
    goodFor: 'every look at 512 × 512; most styles and LoRAs are made for it',
    status: 'layout-tested',
  },
  {
    purpose: 'turbo',
    id: 'schmuell/sd-turbo-ort-web',
    family: 'stable-diffusion-turbo',
    downloadBytes: 2.6e9,
    memoryBytes: 5.2e9,
    licence: 'Stability AI Non-Commercial Research Community License',
    commercial: false,
    forbids: 'commercial use',
    goodFor: 'pictures in one to four steps',
    status: 'layout-tested',
  },
  {
    purpose: 'turbo',
    id: 'aislamov/lcm-dreamshaper-v7-onnx',
    family: 'latent-consistency',
    downloadBytes: 2.1e9,
    memoryBytes: 4.3e9,
    ...openRail,
    goodFor: 'four to eight steps, commercial use included',
    status: 'untested',
  },
  {
    purpose: 'sdxl',
    id: 'gfodor/ssd1b-fp32-onnx',
    family: 'stable-diffusion-xl',
    licence: 'Apache-2.0',
    commercial: true,
    forbids: 'nothing beyond the law',
    goodFor: 'SDXL at 1024 × 1024 with half of its UNet',
    status: 'untested',
  },
  {
    purpose: 'sdxl',
    id: 'stabilityai/stable-diffusion-xl-base-1.0',
    revision: '462165984030d82259a11f4367a4eed129e94a7b',
    convert: true,
    family: 'stable-diffusion-xl',
    downloadBytes: 13.9e9,
    memoryBytes: 13.9e9,
    ...openRailPlus,
    goodFor: 'details and composition at 1024 × 1024',
    status: 'untested',
  },
  {
    purpose: 'editing',
    id: 'ForserX/instruct-pix2pix-onnx',
    family: 'instruct-pix2pix',
    downloadBytes: 4.3e9,
    memoryBytes: 4.3e9,
    licence: 'MIT',
    commercial: true,
    forbids: 'nothing beyond the law',
    goodFor: 'instructions such as "make it winter"',
    status: 'untested',
  },
  {
    purpose: 'editing',
    id: 'hlhc/FLUX.2-klein-4B-onnx',
    family: 'flux-2-klein',
    downloadBytes: 7.8e9,
    memoryBytes: 7.8e9,
    licence: 'Apache-2.0',
    commercial: true,
    forbids: 'nothing beyond the law',
    goodFor: 'instructions that draw on up to four pictures, in four steps; weights of four and eight bits',
    status: 'layout-tested',
  },
  {
    purpose: 'editing',
    id: 'TensorStack/FLUX.1-Kontext-amuse',
    family: 'flux-kontext',
    downloadBytes: 35.9e9,
    memoryBytes: 67.5e9,
    licence: 'FLUX.1 [dev] Non-Commercial License',
    commercial: false,
    forbids: 'commercial use of the model, and training rival models on its pictures',
    goodFor: 'instructions that keep people and lettering as they are; needs a GPU with room or much memory',
    status: 'untested',
  },
  {
    purpose: 'inpainting',
    id: 'stable-diffusion-v1-5/stable-diffusion-inpainting',
    revision: '8a4288a76071f7280aedbdb3253bdb9e9d5d84bb',
    convert: true,
    family: 'inpainting',
    downloadBytes: 4.3e9,
    memoryBytes: 4.3e9,
    ...openRail,
    goodFor: 'filling what a mask covers; every other model takes a mask too, by blending',
    status: 'untested',
  },
  {
    purpose: 'control-net',
    id: 'axodoxian/controlnet_onnx',
    family: 'stable-diffusion',
    downloadBytes: 0.74e9,
    ...openRail,
    goodFor: 'ControlNets of Stable Diffusion 1.5, one file each: download one, and loadControlNet() opens it',
    status: 'untested',
  },
  {
    purpose: 'lora',
    id: 'latent-consistency/lcm-lora-sdv1-5',
    revision: 'cf2fced511dbe7e26c8d1d397e728fbab875db4b',
    family: 'stable-diffusion',
    downloadBytes: 0.135e9,
    ...openRailPlus,
    goodFor: 'four to eight steps with any model made of Stable Diffusion 1.5',
    status: 'untested',
  },
  {
    purpose: 'autoencoder',
    id: 'deinferno/taesd-onnx',
    family: 'stable-diffusion',
    downloadBytes: 9.8e6,
    memoryBytes: 9.8e6,
    licence: 'MIT',
    commercial: true,
    forbids: 'nothing beyond the law',
    goodFor: 'the vae of Stable Diffusion in a fraction of the time, a little softer',
    status: 'layout-tested',
  },
  {
    purpose: 'large',
    id: 'TensorStack/FLUX.1-Schnell-amuse',
    family: 'flux-schnell',
    downloadBytes: 33.7e9,
    memoryBytes: 67.5e9,
    licence: 'Apache-2.0',
    commercial: true,
    forbids: 'nothing beyond the law',
    goodFor: 'long prompts and text in pictures, in four steps; needs a GPU with room or much memory',
    status: 'untested',
  },
];
