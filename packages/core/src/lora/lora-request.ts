import type { LoraSource } from './lora-source.js';

/** A LoRA that is to be merged into a model, and how much of it. */
export interface LoraRequest {
  /** A `.safetensors` file: its path or address, a folder or repository that holds one, its bytes or a Blob. */
  readonly source: LoraSource;
  /** 1 is as it was trained, 0 nothing, a negative one takes it away. Default 1. */
  readonly weight?: number | undefined;
  /** The same for the text encoders. Default: `weight`. */
  readonly textEncoderWeight?: number | undefined;
}
