import { version } from '../package.json';
import type { Plan } from './paint-settings.js';
import type { Recipe } from './recipe.js';

/** The recipe of one picture of a plan. */
export function recipeOf(
  plan: Plan,
  { prompt, seed, sha256, backend }: { prompt: number; seed: number; sha256: string; backend: string },
): Recipe {
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
    stepsRun: plan.stepsRun,
    timesteps: plan.timesteps,
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
  };
}
