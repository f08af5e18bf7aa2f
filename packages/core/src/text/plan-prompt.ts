import type { PromptLanguage, WeightedText } from './prompt-language.js';

/** What guides the steps before `until` (exclusive, 1…steps): texts to combine, each with its guidance weight. */
export interface PromptStage {
  readonly until: number;
  readonly parts: readonly WeightedText[];
}

/**
 * The timeline of a prompt over `steps` steps: `AND` splits it into parts, and each part's prompt editing says when it
 * changes. A plain prompt is one stage with one part. Stages are in order, the last one ends at `steps`.
 */
export function planPrompt(text: string, steps: number, language: PromptLanguage): readonly PromptStage[] {
  const lines = language
    .composePrompt(text)
    .map(({ text, weight }) => ({ weight, schedule: language.schedulePrompt(text, steps) }));
  const ends = new Set(lines.flatMap(({ schedule }) => schedule.map(({ until }) => until)));
  return [...ends]
    .sort((a, b) => a - b)
    .map((until) => ({
      until,
      parts: lines.map(({ weight, schedule }) => ({
        text: (schedule.find((entry) => until <= entry.until) ?? schedule.at(-1)!).text,
        weight,
      })),
    }));
}

/** The stage that guides step `index` (from 0). */
export function stageAt<S extends { readonly until: number }>(stages: readonly S[], index: number): S {
  return stages.find(({ until }) => index < until) ?? stages.at(-1)!;
}
