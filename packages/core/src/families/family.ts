import type { TensorSpec } from '../backend/network-tensor.js';
import type { Fit, FitImageOptions, Image, Size } from '../image/index.js';
import type { Codec, LatentSpace, Posterior, SourceView } from '../latents/codec.js';
import type { GraphEdit } from '../model/graph-edit.js';
import type { ModelFolder } from '../model/inspect.js';
import type { JsonObject } from '../model/json.js';
import type { NoiseLevel, StrengthRule } from '../noise/index.js';
import type { ScheduleOptions, SchedulerConfig } from '../schedulers/index.js';
import type { Tensor } from '../tensor/tensor.js';
import type { ChunkOptions, PromptLanguage, Tokenizer, Weighting } from '../text/index.js';
import type { Warning } from '../warning.js';
import type { FamilySettings } from './extra-settings.js';
import type { ReferencePlan, SeenPictures } from './seen-pictures.js';

/** Sizes that a model's graphs and config files give it. */
export interface ModelShape {
  readonly latent: LatentSpace;
  /** Picture sides that the network takes are multiples of this many pixels. */
  readonly multiple: number;
  /** The only picture size that a graph with fixed dimensions takes. */
  readonly fixedSize: Size | undefined;
  /** The longest side that the network has places for, in pixels, where it is limited. */
  readonly largestSide?: number | undefined;
  /** Side of the square whose area suits the model best, in pixels. */
  readonly nativeSize: number;
  /** Branches of guidance that the network takes in one call; Infinity when its batch is free. */
  readonly batch: number;
}

/** How a network may be asked. */
export interface AskedNetwork {
  /** Branches that it takes in one run; Infinity when its batch is free. */
  readonly batch: number;
  readonly inputs: readonly TensorSpec[];
}

/** Settings of a family where neither the caller nor the model's overpaint.json says otherwise. */
export interface FamilyDefaults {
  readonly strength: number;
  readonly steps: number;
  readonly guidanceScale: number;
  readonly imageGuidanceScale: number;
  readonly nativeSize: number;
  readonly aestheticScore?: number;
  readonly negativeAestheticScore?: number;
  readonly maxSequenceLength?: number;
}

/** What of a denoiser's work may be left out, and how much that is. */
export type SpeedKind =
  | 'transformer'
  | 'transformer-few-steps'
  | 'unet'
  | 'unet-few-steps'
  | 'unet-xl'
  | 'unet-xl-few-steps';

/** Options that some families take and others do not. */
export type FamilyOption =
  | 'aestheticScore'
  | 'clipSkip'
  | 'imageGuidanceScale'
  | 'maxSequenceLength'
  | 'negativeAestheticScore'
  | 'originalSteps'
  | 'prompt2'
  | 'trueGuidanceScale';

/** A folder of tokenizer files, and the text encoder that its ids are for. */
export interface TokenizerUse {
  readonly folder: string;
  readonly textEncoder: string;
  /** What the family does where the text encoder is missing: its part is zeros, or another of its encoders takes the place. */
  readonly missing?: 'zeros' | 'another';
  /** Of encoders that take one chunk only, or one of a length that the call decides. */
  chunks?(settings: FamilySettings, folder: ModelFolder): ChunkOptions;
  /** The token that fills up short prompts where the tokenizer's own files do not say. */
  padFallback?(folder: ModelFolder): string | undefined;
}

/** What the network is told beside latents and timestep, by meaning: `hidden`, `pooled`, `timeIds`, `guidance` … */
export type Conditioning = Readonly<Record<string, Tensor>>;

/** A text that guides, or that is to be avoided. */
export interface PromptText {
  readonly text: string;
  readonly negative: boolean;
  /** Whether nobody asked for it: some networks were taught nothing but zeros in place of a missing negative prompt. */
  readonly missing?: boolean;
}

/** Settings of a call that decide what the network is told of a text. */
export interface PromptSettings extends FamilySettings {
  readonly weighting: Weighting;
  readonly guidanceScale: number;
  /** The picture that the network takes. */
  readonly network: Size;
}

/** What is asked of a text encoder. */
export interface TextRequest {
  readonly outputs: readonly string[];
  /** What is changed of its graph, for outputs that it does not have as it was exported. */
  readonly edits?: readonly GraphEdit[] | undefined;
  /** How many of the ids an encoder that asks for an attention mask sees, from the first; all by default. */
  readonly visible?: number | undefined;
}

/** What a family encodes prompts with. */
export interface PromptContext {
  readonly settings: PromptSettings;
  readonly language: PromptLanguage;
  readonly folder: ModelFolder;
  /** By the name of its folder. */
  tokenizer(folder: string): Tokenizer;
  /** Runs a text encoder once for one text's ids, and gives the outputs asked for by name. Equal ids are encoded once. */
  encodeText(
    component: string,
    ids: readonly number[],
    request: TextRequest,
  ): Promise<Readonly<Record<string, Tensor>>>;
}

/** One question to the network. The guided output is the sum of the branches' outputs, each times its weight. */
export interface Branch {
  readonly conditioning: Conditioning;
  /** Laid beside the noisy latents as further channels, in this order: each [1, channels, height, width]. */
  readonly beside?: readonly Tensor[];
  readonly weight: number;
}

/** What guidance may combine. */
export interface GuidanceInput {
  readonly prompts: readonly { readonly conditioning: Conditioning; readonly weight: number }[];
  readonly negative: Conditioning;
  readonly guidanceScale: number;
  readonly imageGuidanceScale: number;
  /** Of networks that are told a scale: guidance by a negative prompt on top. */
  readonly trueGuidanceScale?: number;
  /** What the family lays beside the latents. */
  readonly beside?: readonly Tensor[];
}

/** What one run of the network is fed from. */
export interface FeedInput {
  /** Noisy latents of every branch with what lies beside them, [branches, channels, height, width]. */
  readonly sample: Tensor;
  /** What the schedule tells the network of the level. */
  readonly timestep: number;
  readonly level: NoiseLevel;
  /** Of every branch, stacked along the first dimension. */
  readonly conditioning: Conditioning;
  /** The graph's inputs, for exports of one family that name or count them differently. */
  readonly inputs: readonly TensorSpec[];
  /** Latents of the pictures that an editing network sees behind those it paints, each [1, channels, height, width]. */
  readonly references?: readonly Tensor[];
}

/** How an editing family sees pictures: as further tokens behind those that it paints, each at a size of its own. */
export interface ReferenceRule {
  /** Pictures that it takes in all; the source is the first. */
  readonly most: number;
  /** What is painted where the call asks for no size. */
  outputSize(source: Size, shape: ModelShape): Size;
  /**
   * How a picture is fitted, whose sides are then multiples of the network's.
   * @throws InvalidArgumentError `INVALID_ARGUMENT` naming `argument` for a picture that the network cannot take.
   */
  fit(picture: Size, call: ReferenceCall): Fit;
  /**
   * How all pictures of a call are seen, and the tokens of one question.
   * @throws InvalidArgumentError `INVALID_ARGUMENT` for more pictures than it takes, or one that it cannot take.
   */
  plan(asked: AskedReferences): SeenPictures;
  /** Why an option that says how much of the source is repainted means nothing to it. */
  readonly ignoresStrength: string;
  /** The pictures as they were planned, the source first. */
  see(
    images: readonly { decode(): Promise<Image> }[],
    plans: readonly ReferencePlan[],
    options: SeeOptions,
  ): Promise<readonly SeenPicture[]>;
  /** Their latents. */
  encode(pictures: readonly SeenPicture[], codec: Codec, latent: LatentSpace): Promise<readonly SeenLatents[]>;
  /** What stands for the latents of a source that nobody looks at as it is painted over. */
  unseen(network: Size, latent: LatentSpace): Posterior;
}

export type SeeOptions = FitImageOptions;

/** A picture as the network takes it, and the same as a tensor, [1, 3, height, width] in −1…1. */
export interface SeenPicture {
  readonly picture: Image;
  readonly pixels: Tensor;
}

/** A picture with its latents. */
export interface SeenLatents {
  readonly picture: Image;
  readonly latents: Tensor;
}

/** What a call asks of guidance, and whether it comes to more than one question a step. */
export interface GuidedCall {
  readonly guided: boolean;
  readonly guidanceScale: number;
  readonly trueGuidanceScale?: number | undefined;
}

/** Pictures of a call, and what is to be painted of them. */
export interface AskedReferences {
  readonly source: Size;
  /** Those beside the source. */
  readonly further: readonly Size[];
  /** How the source is fitted to what is painted. */
  readonly fit: Fit;
  /** Whether the source is but a part of the caller's picture, which is painted larger than it is. */
  readonly part: boolean;
  /** Tokens of text that the network reads. */
  readonly text: number;
  readonly shape: ModelShape;
}

/** What the size of a reference may depend on. */
export interface ReferenceCall {
  readonly shape: ModelShape;
  /** What is painted. */
  readonly output: Size;
  /** Which option the picture came by, for messages. */
  readonly argument: string;
}

/** What a schedule may depend on beside what it is asked. */
export interface ScheduledCall {
  readonly settings: FamilySettings;
  /** The picture as the network takes it, and sides of the squares of it that the network takes at once. */
  readonly network: Size;
  readonly multiple: number;
}

/**
 * A kind of model: which networks its folder holds, how prompts and pictures become what they are fed, how its guidance
 * combines branches. A variant is data; where two families would differ by an `if`, they differ by a field.
 */
export interface Family<Name extends string = string> {
  readonly name: Name;
  /** Whether a folder is of this family, by its graphs: they cannot lie about what they take. */
  matches(folder: ModelFolder): boolean;
  /** The networks that a folder must hold. */
  readonly components: readonly string[];
  /** The network that predicts. */
  readonly denoiser: string;
  /** The first one counts tokens for plans. */
  readonly tokenizers: readonly [TokenizerUse, ...TokenizerUse[]];
  describe(folder: ModelFolder): ModelShape;
  readonly defaults: FamilyDefaults;
  /** What its prompts say: what is to be seen (by default), or what is to be changed. */
  readonly prompts?: 'descriptions' | 'instructions';
  /** What may be left out of the denoiser's work. Default: nothing but questions of guidance. */
  readonly speed?: SpeedKind;
  /** Options that it takes beyond those of every family; the rest is a warning. */
  readonly options: readonly FamilyOption[];
  /** The largest values of options that a folder's graphs allow; 0 where they leave no choice. */
  limits?(folder: ModelFolder): Readonly<Partial<Record<FamilyOption, number>>>;
  /**
   * `branches`: guidance asks the network several questions. `embedded`: the network is told the scale and was taught what
   * comes of it. `none`: it was taught one scale. In the last two nothing can be avoided.
   */
  readonly guidance: 'branches' | 'embedded' | 'none';
  /** A warning of what guidance does to it, where it does something that nobody expects. */
  advise?(call: GuidedCall): Warning | undefined;
  /** What is to be added where it is said that it is asked once a step. */
  readonly unless?: string;
  /** How `strength` cuts the schedule, whatever the scheduler. */
  readonly strengthRule: StrengthRule;
  /** Takes the place of a scheduler_config.json where the folder has none. */
  readonly scheduler: SchedulerConfig;
  /** What the family changes of the schedule that the call asks for: own σ, a shift by the picture's size. */
  schedule?(asked: ScheduleOptions, call: ScheduledCall): ScheduleOptions;
  /** scheduler_config.json as the family's pipeline takes it. */
  adaptScheduler(config: JsonObject): JsonObject;
  /**
   * Of editing families: the source is no beginning but a picture that the network looks at, with others perhaps. They paint
   * from noise alone, so `strength` means nothing to them, and prompts say what to change.
   */
  readonly references?: ReferenceRule;
  /** Whether the source latents are the posterior's mode (drawing nothing) or a sample of it. */
  readonly posterior: 'mode' | 'sample';
  /** Whether strength 1 starts from noise alone, as diffusers does in pipelines without a strength. */
  readonly fullStrengthIsNoise: boolean;
  /** One conditioning a text, in order; all of shapes that can be stacked. */
  encodePrompts(texts: readonly PromptText[], context: PromptContext): Promise<readonly Conditioning[]>;
  /** Whether its network takes a mask and the masked picture itself. */
  readonly takesMask: boolean;
  /** Whether pictures under a mask are decoded without the VAE's shift: diffusers 0.39 forgets it in SD3's inpainting. */
  readonly unshiftedUnderMask?: boolean;
  /** Whether the source's posterior is drawn from at strength 1 too, where the draw decides nothing. */
  readonly posteriorAtFullStrength: boolean;
  /** What is laid beside the noisy latents at every step, from the source as the VAE sees it. */
  beside?(source: SourceView, latent: LatentSpace): readonly Tensor[] | Promise<readonly Tensor[]>;
  branches(input: GuidanceInput): readonly Branch[];
  /** Values for the network's inputs, by the names of its export. */
  feeds(input: FeedInput): Readonly<Record<string, Tensor>>;
  /** The network's output in the shape of the latents, before guidance adds branches up. */
  output?(output: Tensor, latents: Tensor): Tensor;
}
