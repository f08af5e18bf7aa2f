import { version } from '../package.json';
import type { ResolvedPlan } from './plan.js';
import type { Recipe } from './recipe.js';

/** What of a picture only its painting tells. */
export interface Painting {
  /** Which prompt of the plan, and which seed. */
  readonly prompt: number;
  readonly seed: number;
  /** Steps that were made. */
  readonly steps: number;
  readonly sha256: string;
  readonly backend: string;
}

/** The recipe of one picture of a plan. */
export function recipeOf({ plan, schedule }: ResolvedPlan, { prompt, seed, steps, sha256, backend }: Painting): Recipe {
  const { given, expanded } = plan.prompts[prompt]!;
  return {
    version: 1,
    generator: `overpaint ${version}`,
    backend,
    model: { id: plan.model.id, sha256 },
    prompt: { given, expanded },
    negativePrompt: { given: plan.negativePrompt.given, expanded: plan.negativePrompt.expanded },
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
    weighting: plan.weighting,
    seed,
    size: plan.size,
    fit: plan.fit,
    background: plan.background,
    colorMatch: plan.colorMatch,
    asked: plan.asked,
  };
}
