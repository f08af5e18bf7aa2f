/** What a warning is about, as a stable word to switch on. */
export type WarningCode =
  /** Much of the source lies outside of the result. */
  | 'crop'
  /** Guidance is asked of a model that was distilled to do without: it acts, and doubles the work. */
  | 'distilled'
  /** A tag such as `<lora:…>` names a network that cannot be added; it was left out of the prompt. */
  | 'extra-network'
  /** `strength` leaves less than one step of the schedule; one runs. */
  | 'few-steps'
  /** An option that means nothing to this model or this scheduler. */
  | 'ignored-option'
  /** A recipe is replayed without an option that it cannot hold, such as the mask. */
  | 'incomplete-replay'
  /** `initStrength` below 0.35. */
  | 'init-strength'
  /** A LoRA file has layers that the model lacks, or kinds that are not known; they were left out. */
  | 'lora-unmatched'
  /** A mask that chooses nothing: the source comes back. */
  | 'mask-empty'
  /** A mask of another shape than the source, over which it is stretched. */
  | 'mask-shape'
  /** The browser keeps the model in memory only. */
  | 'model-in-memory'
  /** The model of a replay is not the one that painted the recipe's picture. */
  | 'other-model'
  /** Words of the prompt that the text encoder has no room for. */
  | 'prompt-cut'
  /** What the prompt language knows, but what is not done. */
  | 'prompt-language'
  /** The model's scheduler is not known; another takes its place. */
  | 'scheduler-replaced'
  /** Words of a style or of prompt magic that were left out, so that the prompt fits. */
  | 'style-cut'
  /** An option that does not exist. */
  | 'unknown-option';

/** Something that may be ignored, but that a careful person wants to know. */
export interface Warning {
  readonly code: WarningCode;
  readonly message: string;
}
