import type { OpenImage } from '../backend/image-codec.js';
import type { ConditionedStage, MakePredict, RunNetwork } from '../denoiser.js';
import type { Img2ImgEvent } from '../events.js';
import type { Branch, Conditioning, PromptText } from '../families/family.js';
import type { FitMode, Image, Rectangle, Size } from '../image/index.js';
import type { Codec, SourceView } from '../latents/codec.js';
import type { Model } from '../model/model.js';
import type { Plan } from '../paint-settings.js';
import type { Schedule } from '../schedulers/index.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Predict, StepEvent } from '../walk-schedule.js';
import type { Warning } from '../warning.js';
import type { ControlNetUse } from './control-net-use.js';

/** Where a step has led, or looks on its way: what a feature may change, and what it may draw on. */
export interface StepState extends StepEvent {
  /** The source picture's latents and the noise that the call started from. */
  readonly source: Tensor;
  readonly noise: Tensor;
}

/** The source, and how it is to meet the network: what is fitted before anything else is planned. */
export interface FitRequest {
  readonly source: OpenImage;
  /** As the options say; a number is the long side. */
  readonly size: Size | number | 'source' | undefined;
  readonly fit: FitMode | undefined;
  /** Which part of the call's own source this is, where it is not the whole. */
  readonly region?: Rectangle | undefined;
}

/** How the latents are made that the first step starts from. */
export type StartLatents = (input: {
  readonly source: Tensor;
  readonly noise: Tensor;
  readonly schedule: Schedule;
}) => Tensor;

/** What is laid beside the noisy latents at every step. Called once, after the start noise was drawn. */
export type Beside = (source: SourceView) => readonly Tensor[] | Promise<readonly Tensor[]>;

/** A call that is planned and about to paint. */
export interface PlannedCall {
  readonly plan: Plan;
  readonly schedule: Schedule;
  readonly model: Model;
  /** The source as the network takes it. */
  readonly fitted: Image;
  /** The source as it came, laid on the background. */
  original(): Promise<Image>;
  /** Tells those who listen to the run. */
  emit(event: Img2ImgEvent): void;
  readonly signal: AbortSignal | undefined;
}

/** What a feature may decorate, one hook for each level of the algorithm. Each has the type of what it changes. */
export interface FeatureHooks {
  /** Bytes of weights of a network that it runs beside the model's denoiser: plans count them. */
  readonly networkBytes?: number;
  /** Another picture, or another size, than the call's own. */
  request?(request: FitRequest): FitRequest | Promise<FitRequest>;
  /** Further hooks, once sizes and steps are known; not asked where only a plan is wanted. */
  planned?(call: PlannedCall): FeatureHooks | Promise<FeatureHooks>;
  /** What the network is told of a text. */
  conditioning?(conditioning: Conditioning, text: PromptText): Conditioning | Promise<Conditioning>;
  /** What guides which of the `total` steps. */
  stages?(stages: readonly ConditionedStage[], plan: Plan, total: number): readonly ConditionedStage[];
  /** Which questions guidance asks, and how it weighs the answers. */
  branches?(branches: readonly Branch[], plan: Plan): readonly Branch[];
  /** A run of the network, before guidance adds up. */
  wrapNetwork?(next: RunNetwork, plan: Plan): RunNetwork;
  /** How the network is asked all questions of guidance, and these are added up. */
  wrapGuided?(next: MakePredict, plan: Plan): MakePredict;
  /** The answer of a step, after guidance. */
  wrapPredict?(next: Predict, plan: Plan): Predict;
  /** How pictures become latents and latents pictures. */
  wrapCodec?(next: Codec, plan: Plan): Codec;
  /** The latents that the first step starts from. */
  wrapStart?(next: StartLatents): StartLatents;
  /** What lies beside the latents. */
  wrapBeside?(next: Beside): Beside;
  /** The latents that a step led to, or that it looks at on its way. */
  afterStep?(state: StepState): Tensor;
  /** The picture that came of it, in the size of the plan. */
  afterDecode?(image: Image): Image | Promise<Image>;
  /** What recipes keep of it, where that takes work: the hash of a network. Plain JSON. */
  record?(): Promise<Readonly<Record<string, unknown>>>;
}

/** What a feature may prepare itself with, before the call is planned. */
export interface FeatureCall {
  readonly model: Model;
  readonly source: OpenImage;
  /** Reads a picture of the platform's kinds. */
  openImage(input: unknown): Promise<OpenImage>;
  /** Tells of something that may be ignored, before the plan is made. */
  warn(warning: Warning): void;
  /** What a ControlNet adds to a call. @internal */
  prepareControl(use: ControlNetUse): Promise<FeatureHooks>;
  /** Whether only a plan is wanted: no weights may be loaded then. */
  readonly dry: boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * An extra that wraps what it changes. It is composed once, before the loop; the first of several is outermost. One object
 * serves any number of calls: what belongs to a call, its `prepare` keeps in the hooks that it returns.
 */
export interface Feature extends FeatureHooks {
  readonly name: string;
  /** What recipes keep of it beside its name, so that a replay can say what is missing. Plain JSON. */
  readonly recipe?: Readonly<Record<string, unknown>>;
  prepare?(call: FeatureCall): FeatureHooks | Promise<FeatureHooks>;
}
