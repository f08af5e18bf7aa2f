/** A stretch of prompt with its attention weight; {@link chunkBreak} as a part of its own ends a chunk. */
export interface WeightedText {
  readonly text: string;
  readonly weight: number;
}

/** The part that stands for the word `BREAK`: what follows starts a new chunk. Its weight −1 tells it from the text. */
export const chunkBreak: WeightedText = { text: 'BREAK', weight: -1 };

/** A prompt that holds until the given step (exclusive end, 1…steps). */
export interface ScheduledText {
  readonly until: number;
  readonly text: string;
}

/**
 * The grammar of prompts: what presets implement and core uses, so that core depends on no grammar. Without one, a
 * prompt is taken literally ({@link plainLanguage}).
 */
export interface PromptLanguage {
  /** Attention weights: `(x:1.3)`, `[x]`, `BREAK`. */
  parsePrompt(text: string): readonly WeightedText[];
  /** Prompt editing: `[from:to:when]`, `[a|b]`, resolved to one text a range of steps. */
  schedulePrompt(text: string, steps: number): readonly ScheduledText[];
  /** Composition: `a AND b :1.2`, each with the weight that guidance gives it. */
  composePrompt(text: string): readonly WeightedText[];
  /** Texts whose embeddings are added up, each times its weight: compel's `.blend()`. Without it, the text itself. */
  blendPrompt?(text: string): readonly WeightedText[];
  /** What a text asks for that is not done, in words for a person: a plan warns of each. */
  unsupported?(text: string): readonly string[];
}

/** Every character is meant as it stands. */
export const plainLanguage: PromptLanguage = {
  parsePrompt: (text) => [{ text, weight: 1 }],
  schedulePrompt: (text, steps) => [{ until: steps, text }],
  composePrompt: (text) => [{ text, weight: 1 }],
};
