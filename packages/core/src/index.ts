/**
 * @packageDocumentation
 * Image-to-image diffusion without a runtime: schedulers, strength, guidance and the pipeline, bound to a platform by
 * {@link createOverpaint}. Most people import `overpaint`, `@overpaint/node` or `@overpaint/web`, which do that.
 */

export type {
  Backend,
  BlobLike,
  Capabilities,
  DecodeOptions,
  DownloadEvent,
  EditedGraph,
  EditTarget,
  ElementArray,
  ElementType,
  EncodeOptions,
  ExternalData,
  Feeds,
  FetchContext,
  ImageCodec,
  ImageFormat,
  ModelFile,
  ModelFileEntry,
  ModelFiles,
  NetworkTensor,
  OpenImage,
  Runtime,
  Session,
  TensorSpec,
} from './backend/index.js';
export type { ComparisonRecipe } from './compare/comparison-recipe.js';
export type { SheetCellRecipe, SheetRecipe } from './compare/sheet-recipe.js';
export { compareRecipes, type RecipeDifference } from './compare-recipes.js';
export { type CreateImageOptions, createImage } from './create-image.js';
export type { ConditionedStage, GuidanceStage, MakePredict, NetworkInput, RunNetwork } from './denoiser.js';
export {
  AbortedError,
  BackendError,
  DownloadError,
  type ErrorByCode,
  type ErrorCode,
  type ErrorOptions,
  errorFromWire,
  errorToWire,
  ImageDecodeError,
  ImageTooLargeError,
  InvalidArgumentError,
  isOverpaintError,
  ModelIntegrityError,
  ModelInvalidError,
  ModelNotFoundError,
  NonFiniteError,
  OfflineError,
  OutOfMemoryError,
  OverpaintError,
  StorageError,
  throwIfAborted,
  UnsupportedError,
  type WireError,
} from './errors/index.js';
export type { Img2ImgEvent, Img2ImgEvent as Img2ImgEventOf } from './events.js';
export type { Branch, Conditioning, FamilyOption, PromptText } from './families/family.js';
export type { FamilyName } from './families/index.js';
export type { ReferencePlan } from './families/seen-pictures.js';
export { type ControlNetFeature, type ControlNetOptions, controlNet } from './features/control-net.js';
export type { ControlNetUse, Preprocess } from './features/control-net-use.js';
export type {
  Beside,
  Feature,
  FeatureCall,
  FeatureHooks,
  FitRequest,
  PlannedCall,
  StartLatents,
  StepState,
} from './features/feature.js';
export type { AnimationRecipe } from './frames/animation-recipe.js';
export { type FromRecipeOptions, fromRecipe } from './from-recipe.js';
export { type ModelPurpose, type RecommendedModel, recommendedModels } from './hub/recommended-models.js';
export {
  type CannyOptions,
  canny,
  type Fit,
  type FitImageOptions,
  type FitMode,
  type FitOptions,
  fitImage,
  from16Bit,
  type Image,
  type LineartOptions,
  lineart,
  type MatchColorsOptions,
  matchColors,
  planFit,
  type Rectangle,
  type Rgb,
  type Size,
  type TileOptions,
  tile,
} from './image/index.js';
export type { Codec, LatentScale, LatentSpace, Posterior, SourceView } from './latents/codec.js';
export type { LoraInspection } from './lora/inspect-lora.js';
export type { LoraRequest } from './lora/lora-request.js';
export type { LoraSource } from './lora/lora-source.js';
export type { RecipeLora } from './lora/recipe-lora.js';
export {
  embedMetadata,
  type ForeignSettings,
  type FoundMetadata,
  type FoundRecipe,
  type Metadata,
  type ParametersSource,
  type ParsedParameters,
  readMetadata,
  readRecipe,
} from './metadata/index.js';
export type { ControlNet, ControlNetFamily, ControlNetInspection } from './model/control-net.js';
export type { ComponentSummary, ModelInspection } from './model/describe.js';
export type { Dtype } from './model/dtype.js';
export type { ForeignOperators } from './model/foreign-operators.js';
export type {
  DeepFeaturesEdit,
  FirstBlockEdit,
  GraphEdit,
  LayerOutputsEdit,
  ResidualInputsEdit,
  WeightsEdit,
} from './model/graph-edit.js';
export type { ComponentInspection } from './model/inspect.js';
export type { JsonObject } from './model/json.js';
export { type LoadModelOptions, Model } from './model/model.js';
export type { ModelDefaults } from './model/model-settings.js';
export type { Network, NetworkRunOptions } from './model/network.js';
export type { NetworkOutputs, RunOptions } from './model/run-network.js';
export type { MemoryMode, SessionScope } from './model/sessions.js';
export {
  addNoise,
  type Evaluation,
  type NoiseLevel,
  type Prediction,
  type PredictionType,
  type SigmaSpacing,
  type StrengthRule,
  shiftForSize,
} from './noise/index.js';
export type { GraphHeader } from './onnx/read-graph.js';
export type { Img2ImgOptions, Img2ImgOptions as Img2ImgOptionsOf, PreviewOptions, Replays } from './options.js';
export { createOverpaint, type Overpaint, type OverpaintLimits } from './overpaint.js';
export type { OverpaintImage } from './overpaint-image.js';
export type { AskedSettings, PaintSettings, Plan, PromptPlan } from './paint-settings.js';
export type { OpenModelContext, Platform } from './platform.js';
export type {
  PresetRequest,
  PresetResult,
  Presets,
  PromptMagicOptions,
  PromptNetwork,
  PromptTokens,
} from './presets-hook.js';
export {
  createRandom,
  type GeneratorName,
  type Random,
  type SeededRandom,
  type TorchCpuRandom,
} from './random/index.js';
export type { FeatureRecord, Recipe, RecipeModel, SourceRecord } from './recipe.js';
export {
  type Img2ImgResult,
  type Img2ImgResult as Img2ImgResultOf,
  Img2ImgRun,
  Img2ImgRun as Img2ImgRunOf,
  type RunControl,
  type Timings,
} from './run.js';
export { sample } from './sample.js';
export type {
  Schedule,
  ScheduleOptions,
  Scheduler,
  SchedulerConfig,
  SchedulerName,
  SchedulerSettings,
  StepInput,
  StepResult,
  Transition,
} from './schedulers/index.js';
export {
  createSchedule,
  parseSchedulerConfig,
  type ResolvedScheduler,
  resolveScheduler,
  type SchedulerInfo,
  schedulers,
} from './schedulers/index.js';
export type {
  DeepReuse,
  FirstBlockReuse,
  PlannedWork,
  SpeedName,
  SpeedOptions,
  SpeedSettings,
} from './speed/speed-options.js';
export { initFromStrength, strengthFromInit } from './strength.js';
export { linearCombination, type Term } from './tensor/linear-combination.js';
export { type Tensor, tensor } from './tensor/tensor.js';
export {
  adaptTokenizer,
  chunkBreak,
  type LoadTokenizerOptions,
  loadTokenizer,
  type PromptLanguage,
  plainLanguage,
  type ScheduledText,
  type Tokenizer,
  type TokenizerSource,
  type TransformersTokenizer,
  type WeightedText,
  type Weighting,
} from './text/index.js';
export type { TilePlan } from './tiles/plan-tiles.js';
export type { Predict, PredictInput, SampleOptions, StepEvent } from './walk-schedule.js';
export type { Warning, WarningCode } from './warning.js';
