import type { JsonObject } from '../model/json.js';
import type { StrengthRule } from '../noise/index.js';
import type { Tensor } from '../tensor/tensor.js';

export type FamilyName = 'stable-diffusion' | 'instruct-pix2pix';

/** How pictures become latents: `latents = (moments − shift)·scale`, sides divided by `downscale`. */
export interface LatentSpace {
  readonly channels: number;
  readonly downscale: number;
  readonly scale: number;
  readonly shift: number;
}

/** Settings of a family where neither the caller nor the model's overpaint.json says otherwise. */
export interface FamilyDefaults {
  readonly strength: number;
  readonly steps: number;
  readonly guidanceScale: number;
  readonly imageGuidanceScale: number;
  readonly nativeSize: number;
}

/**
 * What the guided network is asked with: one branch has its own prompt and, for InstructPix2Pix, its own source latents.
 * The guided output is the weighted sum of the branches' outputs.
 */
export interface Branch {
  /** [1, tokens, width] */
  readonly embedding: Tensor;
  /** Source latents laid beside the noisy ones, [1, channels, height, width]; absent in ordinary families. */
  readonly source?: Tensor;
  readonly weight: number;
}

/** What guidance may combine: embeddings of the prompt and the negative prompt, and the source picture's own latents. */
export interface GuidanceInput {
  readonly prompts: readonly { readonly embedding: Tensor; readonly weight: number }[];
  readonly negative: Tensor;
  readonly guidanceScale: number;
  readonly imageGuidanceScale: number;
  readonly source: Tensor | undefined;
}

/**
 * A kind of model: which networks its folder holds, how they are fed, how its guidance combines branches. A variant is
 * data; where two families would differ by an `if`, they differ by a field.
 */
export interface Family {
  readonly name: FamilyName;
  /** The networks that a folder must hold. */
  readonly components: readonly string[];
  /** The network that predicts. */
  readonly denoiser: string;
  readonly textEncoder: string;
  readonly tokenizer: string;
  /** Whether the source latents are the posterior's mode (drawing nothing) or a sample of it. */
  readonly posterior: 'mode' | 'sample';
  /** Whether the network is given the source latents beside the noisy ones, unscaled. */
  readonly sourceBesideNoise: boolean;
  /** Whether strength 1 starts from noise alone, as diffusers does in pipelines without a strength. */
  readonly fullStrengthIsNoise: boolean;
  /** How `strength` cuts the schedule, whatever the scheduler. */
  readonly strengthRule: StrengthRule;
  readonly defaults: FamilyDefaults;
  /** scheduler_config.json as the family's pipeline takes it. */
  adaptScheduler(config: JsonObject): JsonObject;
  branches(input: GuidanceInput): readonly Branch[];
  /** Values for the network's inputs, by the names of its export. */
  feeds(input: { sample: Tensor; timestep: number; embedding: Tensor }): Readonly<Record<string, Tensor>>;
}
