import type { PromptLanguage } from './text/index.js';

/** How strongly and by which edition of the phrase tables a terse prompt is expanded. */
export interface PromptMagicOptions {
  /** 0.1–1: how much is added. Default 0.5. */
  readonly strength?: number | undefined;
  readonly version?: 'v2' | 'v3' | undefined;
  readonly seed?: number | undefined;
}

/** What presets are asked: a prompt with styles and prompt magic to apply to it. */
export interface PresetRequest {
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly style: unknown;
  readonly promptMagic: boolean | PromptMagicOptions;
  /** Whether the model is told what to change instead of what to see: "make the wall blue". */
  readonly instruction?: boolean | undefined;
  /** Counts tokens as the model does, so that a style never pushes the person's own words out of its window. */
  readonly countTokens: (text: string) => number;
}

/** Tokens of the person's own words, of what styles and prompt magic added, and of the window they had to fit into. */
export interface PromptTokens {
  readonly prompt: number;
  readonly style: number;
  readonly magic: number;
  readonly window: number;
}

/** What comes of it: texts for the model, and settings that the styles recommend where the caller has none. */
export interface PresetResult {
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly recommended: {
    readonly strength?: number | undefined;
    readonly guidanceScale?: number | undefined;
    readonly scheduler?: string | undefined;
    readonly steps?: number | undefined;
  };
  /** How many tokens each part took, of how many that its window has. */
  readonly tokens?: PromptTokens | undefined;
  /** What had to be left out, in words for a person. */
  readonly cut?: readonly string[] | undefined;
  /** Networks that tags in the texts named (`<lora:name:0.8>`), each once; the texts above are without them. */
  readonly networks?: readonly PromptNetwork[] | undefined;
}

/** A network that a prompt names beside its words: `<kind:item:item>`. */
export interface PromptNetwork {
  readonly kind: string;
  readonly items: readonly string[];
  /** The tag as it stood in the prompt. */
  readonly written: string;
}

/** Styles, prompt magic and the prompt grammar: given by the presets package through the platform, so core has none. */
export interface Presets {
  readonly language: PromptLanguage;
  prepare(request: PresetRequest): PresetResult;
}
