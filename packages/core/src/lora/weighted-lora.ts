import type { LoraFile } from './lora-file.js';

/** A LoRA that is merged, and how much of it. */
export interface WeightedLora {
  readonly file: LoraFile;
  readonly weight: number;
  readonly textEncoderWeight: number;
}
