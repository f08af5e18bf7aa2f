/** What some families are asked beyond the others, where a family takes it. */
export interface FamilySettings {
  /** What the second text encoder reads in place of the prompt. */
  readonly prompt2?: string | undefined;
  /** How many of the text encoders' last layers are left out for the prompt, beyond those that always are. */
  readonly clipSkip?: number | undefined;
  /** How many timesteps a consistency model was distilled on. */
  readonly originalSteps?: number | undefined;
  /** 0–10: the scores that the picture should have, and that it should not have. */
  readonly aestheticScore?: number | undefined;
  readonly negativeAestheticScore?: number | undefined;
  /** Tokens that the text encoder of a transformer model takes. */
  readonly maxSequenceLength?: number | undefined;
  /** Guidance by a negative prompt, on top of the scale that the network is told. */
  readonly trueGuidanceScale?: number | undefined;
}

/** The names of all {@link FamilySettings}. */
export const extraSettings = [
  'prompt2',
  'clipSkip',
  'originalSteps',
  'aestheticScore',
  'negativeAestheticScore',
  'maxSequenceLength',
  'trueGuidanceScale',
] as const satisfies readonly (keyof FamilySettings)[];
