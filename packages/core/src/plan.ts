import { askedScheduler, withoutInfinity } from './asked-scheduler.js';
import { askedSettings } from './asked-settings.js';
import { checkNumber } from './check.js';
import { InvalidArgumentError, UnsupportedError } from './errors/index.js';
import { familySettings } from './families/family-settings.js';
import type { FamilyName } from './families/index.js';
import { questionsAtOnce } from './guidance/questions-at-once.js';
import { planFit, type Size } from './image/index.js';
import type { CallLoras } from './lora/call-loras.js';
import type { ModelDescription } from './model/describe.js';
import { estimateMemory } from './model/estimate-memory.js';
import type { MemoryMode } from './model/sessions.js';
import type { Img2ImgOptions } from './options.js';
import type { Plan, PromptPlan } from './paint-settings.js';
import {
  hasText,
  isGuided,
  shorten,
  type Warn,
  warnOfMissingGuidance,
  warnOfMissingMask,
  warnOfNetworks,
  warnOfOtherSettings,
} from './plan-warnings.js';
import type { PresetResult, Presets } from './presets-hook.js';
import { randomSeed } from './random/index.js';
import { createSchedule, type Schedule, type ScheduleOptions, samplingOf, takesEta } from './schedulers/index.js';
import { noTinyVae } from './speed/no-tiny-vae.js';
import type { SpeedPlanner } from './speed/speed-planner.js';
import { strengthFromInit } from './strength.js';
import { type PromptStage, plainLanguage, planPrompt, reportTokens, type Tokenizer } from './text/index.js';
import { memoryShare, type TilePlan } from './tiles/plan-tiles.js';
import type { Tiling } from './tiles/tiling.js';
import type { Warning } from './warning.js';

/** A plan with the parts of it that are not plain JSON. */
export interface ResolvedPlan {
  readonly plan: Plan;
  readonly schedule: Schedule;
  /** How many questions of guidance the denoiser is asked in one run. */
  readonly batch: number;
  /** The timeline of each prompt with the negative prompt: what guides which steps. */
  readonly timelines: readonly (readonly PromptStage[])[];
}

/** What a plan is made from, beside the options: the model's description and tokenizer, the source's size, the presets. */
export interface PlanContext {
  readonly model: ModelDescription;
  readonly tokenizer: Tokenizer;
  readonly source: Size;
  /** Of the pictures beside the source. */
  readonly references?: readonly Size[];
  /** Whether a feature shows the network a part of the source only. */
  readonly part?: boolean;
  readonly presets: Presets;
  /** Bytes of the model's networks that are not here yet. */
  readonly downloadBytes: number;
  /** Whether the model's networks stay open beside one another. */
  readonly memory: MemoryMode;
  /** Bytes of memory that there are for networks, where all of them compute on a processor and the platform tells. */
  readonly available?: number | undefined;
  /** Whether the denoiser is opened for certain sizes alone. */
  readonly fixedSizes?: boolean | undefined;
  /** Whether attention of the denoiser becomes one operator. */
  readonly fusedAttention?: boolean | undefined;
  /** What LoRAs change of the weights of each network, in bytes of float32, where all of it is merged at once. */
  readonly merged?: Readonly<Record<string, number>> | undefined;
  /** How many skip connections the denoiser's graph shows; missing where nobody looked. */
  readonly skips?: number | undefined;
  /** What calls need that leave something out. */
  readonly speed?: SpeedPlanner | undefined;
  /** What large pictures need. */
  tiling(): Promise<Pick<Tiling, 'plan'>>;
  readonly warnings?: readonly Warning[];
  /** Bytes of weights of each network that features run beside the denoiser. */
  readonly beside?: readonly number[] | undefined;
  /** What is merged into the model for this call. */
  readonly loras?: CallLoras | undefined;
}

/**
 * Fills in every default and checks everything that depends on the model: the caller's value wins over a style's
 * recommendation, that over the model's overpaint.json, that over the family's default.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT`; UnsupportedError `UNSUPPORTED`.
 */
export async function resolvePlan(options: Img2ImgOptions, context: PlanContext): Promise<ResolvedPlan> {
  const { model, tokenizer, source, presets } = context;
  const { family, folder } = model;
  const warnings: Warning[] = [...(context.warnings ?? [])];
  const warn: Warn = (code, message) => void warnings.push({ code, message });

  const texts = expandPrompts(options, context);
  const distilled = options.speed === 'fast' ? folder.fast : undefined;
  const { strength: recommendedStrength, ...others } = texts[0]!.result.recommended;
  // What a model is distilled to goes before what styles recommend for others.
  const recommended = distilled ? {} : others;
  const defaults = { ...family.defaults, ...folder.defaults, ...distilled };

  const strength = resolveStrength(options, recommendedStrength ?? defaults.strength, model, warn);
  const askedSteps = options.steps ?? recommended.steps;
  const steps = askedSteps ?? defaults.steps;
  const ownMode = askedSteps === undefined && !distilled ? folder.defaults.stepsMode : undefined; // it is said of its own number of steps
  const stepsMode = options.stepsMode ?? ownMode ?? 'schedule';
  const choice = askedScheduler(options, recommended.scheduler ?? defaults.scheduler, model, warn);
  const fit = planFit({
    source,
    size: options.size ?? editedSize(model, source),
    fit: options.fit,
    nativeSize: model.nativeSize,
    multiple: model.multiple,
    fixedSize: model.fixedSize,
  });
  const settings = familySettings(options, model, warn);
  const { references: further = [], part = false } = context;
  if (further.length > 0 && !family.references)
    throw new UnsupportedError(
      'references',
      `references: models of the family ${family.name} see one picture. Leave them out, or take an editing model.`,
    );
  const reading = family.tokenizers[0].chunks?.(settings, folder);
  const text = reading?.sequenceLength ?? 0;
  const seen = family.references?.plan({ source, further, fit, part, text, shape: model });
  if (options.mask === undefined) warnOfMissingMask(options, warn);
  const asked: ScheduleOptions = {
    ...choice,
    ...(options.sigmas !== undefined && options.sigmas !== 'default' && { sigmas: options.sigmas }),
    steps,
    strength,
    stepsMode,
    eta: options.eta ?? 0,
    strengthRule: family.strengthRule,
  };
  const { network } = fit;
  const call = { settings, network, multiple: model.multiple };
  const schedule = createSchedule(family.schedule?.(asked, call) ?? asked);
  const eta = takesEta(schedule.scheduler) ? schedule.eta : 0;
  if (eta !== schedule.eta) warn('ignored-option', `eta means nothing to ${schedule.scheduler}; it was ignored.`);
  if (schedule.levels.length <= 2 && strength > 0 && strength * steps < 1 && stepsMode === 'schedule') {
    warn(
      'few-steps',
      `${steps} steps at strength ${strength} are less than one step; one runs. Ask for more steps or stepsMode 'exact'.`,
    );
  }

  const shown = (fit.crop.width * fit.crop.height) / (source.width * source.height);
  const whole = seen !== undefined && options.mask === undefined; // it is looked at, whatever is painted
  if (shown < 0.5 && !whole) {
    const percent = Math.round(100 - 100 * shown);
    warn(
      'crop',
      `${percent} % of the source lies outside ${fit.output.width} × ${fit.output.height} and was cut; fit 'contain' keeps it.`,
    );
  }

  const count = options.count ?? 1;
  const pictures = count * texts.length;
  const seed = options.seed ?? randomSeed();
  checkNumber('seed', seed, 0, Number.MAX_SAFE_INTEGER - pictures + 1); // picture i uses seed + i
  const total = schedule.steps.length;
  const stepsRun = Math.min(options.stopAfter ?? total, total);
  const timesteps = schedule.steps.slice(0, stepsRun).flatMap((step) => step.timesteps);
  const networkCalls = timesteps.length;
  const report = <G extends string | undefined>(
    given: G,
    expanded: string,
    parts?: PromptPlan['parts'],
    language = presets.language,
  ) => {
    const { tokens, chunks, cut } = reportTokens(expanded, tokenizer, language, { ...reading, steps: total });
    if (cut !== '')
      warn('prompt-cut', `The prompt is longer than ${chunks} chunks of text; left out: "${shorten(cut)}".`);
    return { given, expanded, tokens, chunks, cut, ...(parts && { parts }) };
  };
  for (const { result } of texts) {
    for (const cut of result.cut ?? []) warn('style-cut', cut);
  }
  const second = settings.prompt2 ? expandPrompts({ prompt: settings.prompt2 }, context) : [];
  const results = [...texts, ...second].map(({ result }) => result);
  warnOfNetworks(results, options, context.loras, warn);
  const expanded = [...results.map(({ prompt }) => prompt), results[0]!.negativePrompt];
  for (const message of new Set(expanded.flatMap((text) => presets.language.unsupported?.(text) ?? []))) {
    warn('prompt-language', message);
  }
  const plan: Plan = {
    model: { id: folder.id, name: folder.name, family: family.name as FamilyName },
    prompts: texts.map(({ given, result }) => report(given, result.prompt, result.tokens)) as [PromptPlan],
    negativePrompt: report(options.negativePrompt, texts[0]!.result.negativePrompt, undefined, {
      ...presets.language,
      composePrompt: plainLanguage.composePrompt, // AND is a word like any other there
    }),
    ...settings,
    ...(second[0] && { prompt2: second[0].result.prompt }),
    strength,
    guidanceScale:
      family.guidance === 'none'
        ? 1
        : (options.guidanceScale ?? guidanceFor(defaults.guidanceScale, recommended.guidanceScale)),
    guidanceRescale: options.guidanceRescale ?? 0,
    imageGuidanceScale: family.options.includes('imageGuidanceScale')
      ? (options.imageGuidanceScale ?? defaults.imageGuidanceScale)
      : 1,
    weighting: options.weighting ?? 'a1111',
    scheduler: schedule.scheduler,
    schedulerConfig: withoutInfinity(samplingOf(schedule).config),
    sigmas: schedule.sigmas,
    eta,
    steps,
    stepsMode,
    stepsRun,
    timesteps,
    networkCalls,
    ...seen,
    seed,
    count,
    pictures,
    source,
    size: fit.output,
    network,
    fit,
    ...(context.loras?.prompts.some(({ used }) => used.length > 0) && {
      loras: context.loras.prompts.map(({ used }) => used),
    }),
    background: options.background ?? '#ffffff',
    colorMatch: options.colorMatch ?? false,
    speed: {},
    work: { guidedCalls: 0, plainCalls: 0 },
    metadata: options.metadata ?? true,
    asked: askedSettings(options),
    downloadBytes: context.downloadBytes,
    memoryBytes: 0,
    warnings,
  };
  warnOfMissingGuidance(options, model, plan, warn);
  const asks = plan.prompts.some(hasText);
  const guided = asks && isGuided(model, plan);
  const questions = guided ? (plan.imageGuidanceScale > 1 ? 3 : 2) : 1;
  const { speed: planner, skips } = context;
  const beside = (half: 'encoder' | 'decoder') => folder.components[`tiny_vae_${half}`] !== undefined;
  const tiny = { encoder: beside('encoder'), decoder: beside('decoder') };
  checkPreviewer(options, tiny);
  const about = { family, skips, questions, tiny, distilled: distilled !== undefined, warn };
  const speed = planner && options.speed ? planner.resolve(options.speed, about) : {};
  const work = planner?.work(schedule, stepsRun, speed, about) ?? {
    guidedCalls: guided ? networkCalls : 0,
    plainCalls: guided ? 0 : networkCalls,
    fullCalls: networkCalls,
    reusedCalls: 0,
    share: 1,
  };
  const batch = questionsAtOnce({
    batch: model.batch,
    network,
    downscale: model.latent.downscale,
    onProcessor: context.available !== undefined,
    fixed: context.fixedSizes === true,
    together: speed.reuse !== undefined && 'threshold' in speed.reuse,
  });
  const memoryWith = (tiles: TilePlan | undefined) =>
    estimateMemory({
      folder,
      shape: model,
      network,
      branches: Math.min(questions, batch),
      texts: Math.min(+asks + (hasText(plan.negativePrompt) ? questions - 1 : 0), batch),
      memory: context.memory,
      fusedAttention: context.fusedAttention,
      text: plan.tokens?.text,
      references: plan.references,
      parts: speed.reuse ? 2 : 1,
      codec: { ...speed, previews: options.preview?.with },
      beside: context.beside,
      merged: context.merged,
      tiles,
      steps: stepsRun,
    });
  const { available: memory = Number.POSITIVE_INFINITY } = context;
  const untiled = memoryWith(undefined);
  const isUsual = network.width * network.height <= model.nativeSize ** 2 && untiled <= memoryShare * memory;
  const tiles =
    isUsual && options.tiles !== true
      ? undefined
      : (await context.tiling()).plan({
          ...{ asked: options.tiles, network, model, memoryWith, memory: context.available, merged: context.merged },
        });
  if (!tiles?.prediction) checkSize(model, fit.output);
  warnOfOtherSettings(options, plan, warn);
  const timelines = plan.prompts.map(({ expanded }) =>
    planPrompt(expanded, plan.negativePrompt.expanded, total, presets.language),
  );
  if (!isGuided(model, plan) && stepsRun > 0) checkMeans(timelines);
  const memoryBytes = tiles ? memoryWith(tiles) : untiled;
  return { plan: { ...plan, ...(tiles && { tiles }), speed, work, memoryBytes }, schedule, batch, timelines };
}

/** Without guidance, the texts that AND joins are averaged by their weights: there is no mean where these add up to 0. */
function checkMeans(timelines: ResolvedPlan['timelines']): void {
  for (const [stage] of timelines) {
    const weights = stage!.parts.map(({ weight }) => weight);
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    if (Math.abs(sum(weights)) > 1e-6 * sum(weights.map(Math.abs))) continue;
    throw new InvalidArgumentError(
      'prompt',
      'weights behind AND that do not add up to 0 where guidance is off (give others, or a guidanceScale above 1)',
      weights.join(', '),
    );
  }
}

function expandPrompts(
  { prompt = '', negativePrompt = '', style, promptMagic = false }: Partial<Img2ImgOptions>,
  { presets, tokenizer, model: { family, folder } }: PlanContext,
): { given: string; result: PresetResult }[] {
  const instruction = (folder.prompts ?? family.prompts) === 'instructions';
  const countTokens = (text: string) => tokenizer.encode(text).length;
  return (typeof prompt === 'string' ? [prompt] : prompt).map((given) => ({
    given,
    result: presets.prepare({ prompt: given, negativePrompt, style, promptMagic, instruction, countTokens }),
  }));
}

/**
 * Styles recommend guidance for models whose usual value is 7. Others get it in proportion, as seen from 1, where guidance
 * is off: a distilled model that wants 1.5 must not get 8.
 */
function guidanceFor(usual: number, recommended: number | undefined): number {
  return recommended === undefined || usual <= 1 ? usual : 1 + ((recommended - 1) * (usual - 1)) / 6;
}

/** What is painted where nobody says: an editing family has a rule of its own, unless its graph takes one size only. */
const editedSize = (model: ModelDescription, source: Size): Size | undefined =>
  model.fixedSize ? undefined : model.family.references?.outputSize(source, model);

function resolveStrength(
  { strength, initStrength }: Img2ImgOptions,
  preferred: number,
  { family }: ModelDescription,
  warn: Warn,
): number {
  if (family.references) {
    const { ignoresStrength } = family.references;
    if ((strength ?? 1) !== 1) warn('ignored-option', `strength ${ignoresStrength}`);
    if (initStrength !== undefined) warn('ignored-option', `initStrength ${ignoresStrength}`);
    return 1;
  }
  if (initStrength === undefined) return strength ?? preferred;
  if (initStrength < 0.35)
    warn('init-strength', `initStrength ${initStrength} acts as 0.35, where the source has no influence.`);
  return strengthFromInit(initStrength);
}

/** @throws InvalidArgumentError `INVALID_ARGUMENT` for previews by a small decoder that is not there. */
function checkPreviewer({ preview }: Img2ImgOptions, tiny: { readonly decoder: boolean }): void {
  if (preview?.with === 'tiny' && !tiny.decoder) throw noTinyVae('preview.with', 'decoder', "'linear' or 'decoder'");
}

/** @throws InvalidArgumentError `INVALID_ARGUMENT` for more pixels than the network takes. */
function checkSize({ fixedSize, largestSide = Number.POSITIVE_INFINITY }: ModelDescription, { width, height }: Size) {
  const most = fixedSize ?? { width: largestSide, height: largestSide };
  if (width <= most.width && height <= most.height) return;
  throw new InvalidArgumentError(
    'size',
    `at most ${most.width} × ${most.height}, for which the model's network is made`,
    `${width} × ${height}`,
  );
}
