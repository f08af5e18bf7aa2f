import type { ConditionedStage } from '../denoiser.js';
import { guidedSteps } from '../speed/guided-steps.js';
import type { Feature } from './feature.js';

/**
 * Guides only some of the steps (Kynkäänniemi et al. 2024, arXiv:2404.07724): at the others, one question is asked, as without
 * guidance.
 */
export const guidanceInterval: Feature = {
  name: 'guidance-interval',
  stages(stages, { speed: { guidance } }, total) {
    if (guidance === undefined) return stages;
    const { from, to } = guidedSteps(total, guidance);
    let begin = 0;
    return stages.flatMap((stage): ConditionedStage[] => {
      const first = begin;
      begin = stage.until;
      return [
        { ...stage, until: Math.min(stage.until, from), guided: false },
        { ...stage, until: Math.min(stage.until, to) },
        { ...stage, guided: false },
      ].filter(
        ({ until }, place, parts) => until > Math.max(first, ...parts.slice(0, place).map(({ until }) => until)),
      );
    });
  },
};
