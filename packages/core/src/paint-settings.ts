import type { FamilySettings } from './families/extra-settings.js';
import type { FamilyName } from './families/index.js';
import type { SeenPictures } from './families/seen-pictures.js';
import type { Fit, Size } from './image/index.js';
import type { RecipeLora } from './lora/recipe-lora.js';
import type { SigmaSpacing } from './noise/index.js';
import type { PromptTokens } from './presets-hook.js';
import type { SchedulerConfig, SchedulerName } from './schedulers/index.js';
import type { PlannedWork, SpeedSettings } from './speed/speed-options.js';
import type { Weighting } from './text/index.js';
import type { TilePlan } from './tiles/plan-tiles.js';
import type { Warning } from './warning.js';

/** What a call asked for itself, by the options' names and in its own words; all else came from model, style or defaults. */
export type AskedSettings = Readonly<Record<string, unknown>>;

/** What decides a picture beside source, prompt and model, with every default filled in: plans show it, recipes keep it. */
export interface PaintSettings extends FamilySettings {
  readonly strength: number;
  readonly guidanceScale: number;
  readonly guidanceRescale: number;
  readonly imageGuidanceScale: number;
  readonly weighting: Weighting;
  readonly scheduler: SchedulerName;
  readonly schedulerConfig: SchedulerConfig;
  /** The spacing of noise levels that it came to. */
  readonly sigmas: SigmaSpacing;
  readonly eta: number;
  /** Length of the schedule, of which strength takes its share. */
  readonly steps: number;
  readonly stepsMode: 'schedule' | 'exact';
  /** Steps that really run, after strength has taken its share. */
  readonly stepsRun: number;
  /** What the network is told, call by call. */
  readonly timesteps: readonly number[];
  readonly seed: number;
  readonly size: Size;
  readonly fit: Fit;
  readonly background: string;
  readonly colorMatch: boolean;
  /** How the picture is painted part by part; missing where it is painted as a whole. */
  readonly tiles?: TilePlan;
  /** What is left out of the arithmetic; empty where nothing is. */
  readonly speed: SpeedSettings;
}

/** A prompt as it was given, as presets expanded it, and how it fits the text encoder. */
export interface PromptPlan {
  readonly given: string;
  readonly expanded: string;
  readonly tokens: number;
  /** Chunks of 75 tokens that hold them. */
  readonly chunks: number;
  /** Words that did not fit, as they were written; empty when all did. */
  readonly cut: string;
  /** How many tokens the person's words, styles and prompt magic took; missing where presets do not count. */
  readonly parts?: PromptTokens | undefined;
}

/** What a call will do. Plain JSON. */
export interface Plan extends PaintSettings, Partial<SeenPictures> {
  /** What the call asked for itself, where the rest says what that came to. */
  readonly asked: AskedSettings;
  readonly model: { readonly id: string; readonly name: string; readonly family: FamilyName };
  readonly prompts: readonly [PromptPlan, ...PromptPlan[]];
  /** `given` is missing where nobody gave one, which some families take for something else than an empty one. */
  readonly negativePrompt: Omit<PromptPlan, 'given'> & { readonly given?: string | undefined };
  /** What is merged into the model, for each prompt. Missing where nothing is. */
  readonly loras?: readonly (readonly RecipeLora[])[];
  /** Network calls a picture; guidance asks up to three questions in each. */
  readonly networkCalls: number;
  /** What these calls come to. */
  readonly work: PlannedWork;
  readonly count: number;
  /** Pictures in all: count for each prompt. */
  readonly pictures: number;
  readonly source: Size;
  /** What the network takes: the size padded up to its grid. */
  readonly network: Size;
  readonly metadata: boolean;
  /** Bytes of the model's networks that are not on this machine yet; each is fetched when it is first needed. */
  readonly downloadBytes: number;
  /**
   * Rough peak of memory in bytes on a processor, beside what the program itself has: weights as float32 and what the networks
   * compute with; of a model that is opened with `memory: 'staged'`, of the largest one alone.
   */
  readonly memoryBytes: number;
  readonly warnings: readonly Warning[];
}
