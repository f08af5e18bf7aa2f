import { version } from '../package.json';
import { extraSettings } from './families/extra-settings.js';
import type { ResolvedPlan } from './plan.js';
import type { FeatureRecord, Recipe, SourceRecord } from './recipe.js';

/** What of a picture only its painting tells. */
export interface Painting {
  /** Which prompt of the plan, and which seed. */
  readonly prompt: number;
  readonly seed: number;
  /** Steps that were made. */
  readonly steps: number;
  readonly sha256: string;
  readonly backend: string;
  readonly runtime?: string | undefined;
  /** Of the source, and of the pictures beside it. */
  readonly pictures: readonly (SourceRecord | undefined)[];
  readonly features: readonly FeatureRecord[];
}

/** The recipe of one picture of a plan. */
export function recipeOf({ plan, schedule }: ResolvedPlan, painting: Painting): Recipe {
  const { prompt, seed, steps, sha256, backend, runtime, features } = painting;
  const [source, ...references] = painting.pictures;
  const { given, expanded } = plan.prompts[prompt]!;
  const { negativePrompt: negative } = plan;
  const extras = extraSettings.filter((name) => plan[name] !== undefined).map((name) => [name, plan[name]]);
  return {
    version: 1,
    generator: `overpaint ${version}`,
    backend,
    ...(runtime && { runtime }),
    ...(source && { source }),
    ...(references[0] && { references }),
    model: { id: plan.model.id, sha256 },
    ...(plan.loras?.[prompt]?.length && { loras: plan.loras[prompt] }),
    prompt: { given, expanded },
    ...((negative.given !== undefined || negative.expanded !== '') && {
      negativePrompt: { given: negative.given ?? '', expanded: negative.expanded },
    }),
    scheduler: plan.scheduler,
    schedulerConfig: plan.schedulerConfig,
    sigmas: plan.sigmas,
    eta: plan.eta,
    steps: plan.steps,
    stepsMode: plan.stepsMode,
    stepsRun: steps,
    timesteps: schedule.steps.slice(0, steps).flatMap(({ timesteps }) => timesteps),
    ...(steps < schedule.steps.length && { stopAfter: steps }),
    strength: plan.strength,
    guidanceScale: plan.guidanceScale,
    guidanceRescale: plan.guidanceRescale,
    imageGuidanceScale: plan.imageGuidanceScale,
    ...Object.fromEntries(extras),
    weighting: plan.weighting,
    seed,
    size: plan.size,
    fit: plan.fit,
    background: plan.background,
    colorMatch: plan.colorMatch,
    ...(plan.tiles && { tiles: plan.tiles }),
    speed: plan.speed,
    ...(features.length > 0 && { features }),
    asked: plan.asked,
  };
}
