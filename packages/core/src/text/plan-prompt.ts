import type { PromptLanguage, ScheduledText, WeightedText } from './prompt-language.js';

/** What guides the steps before `until` (exclusive, 1…steps): texts to combine, each with its guidance weight, and one to avoid. */
export interface PromptStage {
  readonly until: number;
  readonly parts: readonly WeightedText[];
  readonly negative: string;
}

/**
 * The timeline of a prompt and its negative prompt over `steps` steps: `AND` splits the prompt into parts, and the editing
 * in each part and in the negative prompt says when it changes. As in A1111's web UI, `AND` is a word like any other in
 * the negative prompt. Plain texts are one stage with one part. Stages are in order, the last one ends at `steps`.
 */
export function planPrompt(
  prompt: string,
  negative: string,
  steps: number,
  language: PromptLanguage,
): readonly PromptStage[] {
  const lines = language
    .composePrompt(prompt)
    .map(({ text, weight }) => ({ weight, schedule: language.schedulePrompt(text, steps) }));
  const avoided = language.schedulePrompt(negative, steps);
  const ends = new Set([avoided, ...lines.map(({ schedule }) => schedule)].flat().map(({ until }) => until));
  return [...ends]
    .sort((a, b) => a - b)
    .map((until) => ({
      until,
      parts: lines.map(({ weight, schedule }) => ({ text: textUntil(schedule, until), weight })),
      negative: textUntil(avoided, until),
    }));
}

const textUntil = (schedule: readonly ScheduledText[], until: number) =>
  (schedule.find((entry) => until <= entry.until) ?? schedule.at(-1)!).text;

/** The stage that guides step `index` (from 0). */
export function stageAt<S extends { readonly until: number }>(stages: readonly S[], index: number): S {
  return stages.find(({ until }) => index < until) ?? stages.at(-1)!;
}
