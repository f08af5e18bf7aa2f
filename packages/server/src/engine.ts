import type { Img2ImgOptions, Preprocess, Recipe, Warning } from '@overpaint/node';

/** What of `img2img()`'s options a client may set. Pictures and models are not among them: these are never names of files. */
export const clientOptions = [
  'prompt',
  'negativePrompt',
  'style',
  'promptMagic',
  'strength',
  'initStrength',
  'guidanceScale',
  'guidanceRescale',
  'imageGuidanceScale',
  'trueGuidanceScale',
  'steps',
  'stepsMode',
  'stopAfter',
  'scheduler',
  'sigmas',
  'eta',
  'seed',
  'count',
  'size',
  'fit',
  'background',
  'maskBlur',
  'maskInvert',
  'maskBinarize',
  'maskPadding',
  'prompt2',
  'originalSteps',
  'aestheticScore',
  'negativeAestheticScore',
  'maxSequenceLength',
  'clipSkip',
  'weighting',
  'colorMatch',
  'speed',
] as const satisfies readonly (keyof Img2ImgOptions)[];

export type ClientOptions = Pick<Img2ImgOptions, (typeof clientOptions)[number]>;

/** A ControlNet that the operator serves, and what it does in a call. */
export interface ControlUnit {
  /** The name by which it is served. */
  readonly net: string;
  /** An encoded picture. Default: the source. */
  readonly image?: Uint8Array | undefined;
  readonly preprocess?: Preprocess | undefined;
  readonly weight?: number | undefined;
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}

/** What a client asks for: data only, so that an engine can hand it to another machine. Pictures are encoded ones (PNG, JPEG …). */
export interface PaintRequest {
  /** The name by which a model is served. */
  readonly model: string;
  readonly image: Uint8Array;
  readonly mask?: Uint8Array | undefined;
  readonly references?: readonly Uint8Array[] | undefined;
  readonly controls?: readonly ControlUnit[] | undefined;
  readonly options: ClientOptions;
  readonly format: 'png' | 'jpeg' | 'webp';
  /** 1–100, of JPEG and WebP. */
  readonly quality?: number | undefined;
  /** Pictures of more pixels are refused before they are decoded. */
  readonly limitInputPixels?: number | undefined;
  /** Whether `preview` events are wanted. */
  readonly previews?: boolean | undefined;
}

/** What is told while it paints. */
export type PaintProgress =
  | { readonly type: 'queued'; readonly ahead: number }
  | { readonly type: 'begin' }
  | {
      readonly type: 'step';
      /** Counts the pictures of the call from 0. */
      readonly picture: number;
      /** Steps done, 1…total. */
      readonly index: number;
      readonly total: number;
      readonly remainingSeconds: number;
    }
  | {
      readonly type: 'preview';
      readonly picture: number;
      readonly index: number;
      readonly total: number;
      /** A small PNG. */
      readonly image: Uint8Array;
    };

export interface PaintedImage {
  /** The file, with its recipe in it. */
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly seed: number;
  /** A1111's text about it. */
  readonly parameters: string;
}

export interface Painted {
  readonly images: readonly PaintedImage[];
  readonly format: PaintRequest['format'];
  /** Of the first picture. */
  readonly recipe: Recipe;
  readonly warnings: readonly Warning[];
  /** Seconds of work, without waiting. */
  readonly seconds: number;
}

export interface PaintControl {
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
  /** Aborted to end early with the picture as it is then. */
  readonly finish?: AbortSignal | undefined;
  readonly onProgress?: ((event: PaintProgress) => void) | undefined;
}

/** A model as clients see it. */
export interface ServedModel {
  readonly name: string;
  readonly family: string;
  /** Pictures beside the source that it looks at. */
  readonly references: number;
}

/** What paints behind the handlers: this process, or machines elsewhere. */
export interface Engine {
  /** The first one is the default. */
  readonly models: readonly [ServedModel, ...ServedModel[]];
  /** Names of ControlNets. */
  readonly controlNets: readonly string[];
  /** Names of LoRAs that a prompt may add: `<lora:name:0.8>`. */
  readonly loras: readonly string[];
  /** Errors are an OverpaintError's, and their messages tell nothing of this machine. */
  paint(request: PaintRequest, control: PaintControl): Promise<Painted>;
  /** What Prometheus is told of it beside the server's own metrics. */
  metrics?(): Promise<string>;
  /** What paints ends, what waits is refused (`ABORTED`), everything is freed. */
  close(): Promise<void>;
}
