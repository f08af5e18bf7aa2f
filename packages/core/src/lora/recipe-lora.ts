/** A LoRA as recipes name it: its file's name and sha256, and how much of it was added. */
export interface RecipeLora {
  readonly name: string;
  readonly sha256: string;
  /** By which A1111's web UI knows the file. */
  readonly a1111Hash: string;
  readonly weight: number;
  /** Where it is another one than `weight`. */
  readonly textEncoderWeight?: number;
}
