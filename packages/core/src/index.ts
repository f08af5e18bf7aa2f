/**
 * @packageDocumentation
 * Image-to-image diffusion without a runtime: schedulers, strength, guidance and the pipeline, bound to a platform by
 * {@link createOverpaint}. Most people import `overpaint`, `@overpaint/node` or `@overpaint/web`, which do that.
 */

export type {
  Backend,
  Capabilities,
  DecodeOptions,
  ElementArray,
  ElementType,
  EncodeOptions,
  Feeds,
  ImageFormat,
  ModelFile,
  ModelFileEntry,
  ModelFiles,
  NetworkTensor,
  Session,
  TensorSpec,
} from './backend/index.js';
export { createImage } from './create-image.js';
export {
  AbortedError,
  BackendError,
  DownloadError,
  type ErrorCode,
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
export type { Img2ImgEvent, Warning } from './events.js';
export type { FamilyName, LatentSpace } from './families/family.js';
export type { Feature, StepState } from './features/feature.js';
export {
  type Fit,
  type FitMode,
  fitImage,
  from16Bit,
  type Image,
  matchColors,
  planFit,
  type Size,
} from './image/index.js';
export { embedMetadata, readMetadata, readRecipe } from './metadata/index.js';
export type { ComponentSummary, ModelInspection } from './model/describe.js';
export type { ModelDefaults } from './model/inspect.js';
export { type LoadModelOptions, Model } from './model/model.js';
export type { MemoryMode } from './model/sessions.js';
export { addNoise, type NoiseLevel, type SigmaSpacing } from './noise/index.js';
export type { Img2ImgOptions, PreviewOptions, PromptMagicOptions } from './options.js';
export { createOverpaint, type Overpaint } from './overpaint.js';
export type { OverpaintImage } from './overpaint-image.js';
export type { Plan, PromptPlan } from './plan.js';
export type { OpenModelContext, Platform } from './platform.js';
export type { PresetRequest, PresetResult, Presets, PromptTokens } from './presets-hook.js';
export { createRandom, type Random } from './random/index.js';
export { fromRecipe, type Recipe } from './recipe.js';
export { type Img2ImgResult, Img2ImgRun, type RunControl, type Timings } from './run.js';
export { type Predict, type PredictInput, type SampleOptions, type StepEvent, sample } from './sample.js';
export type { Schedule, ScheduleOptions, SchedulerConfig, SchedulerName } from './schedulers/index.js';
export {
  createSchedule,
  parseSchedulerConfig,
  type ResolvedScheduler,
  resolveScheduler,
  type SchedulerInfo,
  schedulers,
} from './schedulers/index.js';
export { initFromStrength, strengthFromInit } from './strength.js';
export { linearCombination, type Term } from './tensor/linear-combination.js';
export { type Tensor, tensor } from './tensor/tensor.js';
export {
  adaptTokenizer,
  loadTokenizer,
  type PromptLanguage,
  plainLanguage,
  type Tokenizer,
  type Weighting,
} from './text/index.js';
