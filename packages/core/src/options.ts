import type { Img2ImgEvent } from './events.js';
import type { Feature } from './features/feature.js';
import type { FitMode, Size } from './image/index.js';
import type { LoraRequest } from './lora/lora-request.js';
import type { RecipeLora } from './lora/recipe-lora.js';
import type { OverpaintImage } from './overpaint-image.js';
import type { PromptMagicOptions } from './presets-hook.js';
import type { RecipeModel } from './recipe.js';
import type { SchedulerName } from './schedulers/index.js';
import type { SpeedName, SpeedOptions } from './speed/speed-options.js';
import type { Weighting } from './text/index.js';

/** Small pictures while it works. */
export interface PreviewOptions {
  /** After how many steps a preview is made; after the last of several there is none. Default 1. */
  readonly every?: number | undefined;
  /**
   * `linear`: a least-squares projection of the latents, almost free. `decoder`: the VAE decoder, exact and slow. `tiny`: the small
   * decoder beside the model's own, which `speed` tells of. Default `linear`.
   */
  readonly with?: 'linear' | 'decoder' | 'tiny' | undefined;
}

/** What a recipe says of its picture beside the settings. */
export interface Replays {
  readonly model: RecipeModel;
  /** The model's part of the scheduler's config. */
  readonly schedulerConfig?: Readonly<Record<string, unknown>> | undefined;
  /** Options that the picture was painted with, and that a recipe cannot hold. */
  readonly beside?: readonly ('mask' | 'references' | 'features')[] | undefined;
  /** LoRAs that the picture was painted with. */
  readonly loras?: readonly RecipeLora[] | undefined;
  /** ControlNets that the picture was painted with: without as many the call is refused. */
  readonly controlNets?: readonly RecipeModel[] | undefined;
}

/**
 * What `img2img()` is asked. Every field but `image` is optional. `Input` is what the platform takes as a picture,
 * `Source` what it takes as a model, `Style` a style's name or object, `I` what it gives as a picture.
 */
export interface Img2ImgOptions<
  Input = unknown,
  Source = unknown,
  Style = unknown,
  I extends OverpaintImage = OverpaintImage,
> {
  /** The source picture. Orientation is applied, colours become sRGB, alpha is flattened on `background`. */
  readonly image: Input;
  /** What the result should look like. Omitted or empty: variations of the picture. Several: pictures for each. */
  readonly prompt?: string | readonly string[] | undefined;
  /** What it should not look like. */
  readonly negativePrompt?: string | undefined;
  /** A model folder, an installed model package, or a loaded model. Default: the embedded model. */
  readonly model?: Source | undefined;
  /** Presets applied to prompt, negative prompt and recommended settings. */
  readonly style?: Style | readonly Style[] | undefined;
  /** Expands a terse prompt, the same way for the same seed. Default false. */
  readonly promptMagic?: boolean | PromptMagicOptions | undefined;
  /** 0–1: the share of the noise schedule that runs. 0 returns the fitted source, 1 ignores most of it. */
  readonly strength?: number | undefined;
  /** 0.35–1, the other way round: 0.35 = no influence of the source, 1 = full replication. Default 0.6. */
  readonly initStrength?: number | undefined;
  /** 0 or more; on above 1. Default: the model's, 7 for most; 5–9 is the useful range. */
  readonly guidanceScale?: number | undefined;
  /** 0–1: draws the contrast that strong guidance adds back. Default 0. */
  readonly guidanceRescale?: number | undefined;
  /** 1–1000: length of the schedule. Default: the model's. */
  readonly steps?: number | undefined;
  /**
   * `schedule`: strength takes its share of `steps`, as in diffusers. `exact`: `steps` run whatever the strength. Default:
   * `schedule`; without `steps`, the model's (the embedded one: `exact`).
   */
  readonly stepsMode?: 'schedule' | 'exact' | undefined;
  /** 1 or more: ends after so many steps with the picture as it is then, as `finishEarly()` does. Default: all steps run. */
  readonly stopAfter?: number | undefined;
  /**
   * A scheduler's name (ours, diffusers', A1111's or Leonardo's) or a scheduler_config.json, in which `sigmas` may stand as
   * well. Default: the model's.
   */
  readonly scheduler?: SchedulerName | (string & {}) | Readonly<Record<string, unknown>> | undefined;
  /** Spacing of the noise levels. Default: the scheduler's. */
  readonly sigmas?: 'default' | 'karras' | 'exponential' | 'beta' | undefined;
  /** 0–1: how much fresh noise DDIM adds a step. Default 0. */
  readonly eta?: number | undefined;
  /** 0–2⁵³−1. Default: random, and reported. Picture i uses seed + i. */
  readonly seed?: number | undefined;
  /** 1–64 pictures a prompt. Default 1. */
  readonly count?: number | undefined;
  /**
   * Width and height, or the long side, in pixels (16–16384); `source` for the source's own. Default: the source's shape at
   * the model's native area.
   */
  readonly size?: Size | number | 'source' | undefined;
  /**
   * Paints a large picture window by window, each of the size that the model was trained on, so that memory no longer grows
   * with what the networks see of it. `auto`: where it has more than four times the model's area, or would not fit into
   * memory. Default `auto`.
   */
  readonly tiles?: 'auto' | boolean | undefined;
  /** How the source meets `size`. Default `cover`. */
  readonly fit?: FitMode | undefined;
  /** What shows through transparent pixels, as `#rrggbb`. Default white. */
  readonly background?: string | undefined;
  /**
   * What to repaint: white = repaint, black = keep, grey in between; or the opaque part of a picture of one colour. Of
   * another size than the source it is stretched over it, then fitted as the source is.
   */
  readonly mask?: Input | undefined;
  /** Standard deviation of the mask's softened edges, in pixels of the source, 0–512. Default 0. */
  readonly maskBlur?: number | undefined;
  /** Repaints what is black instead. Default false. */
  readonly maskInvert?: boolean | undefined;
  /** Cuts the mask at one half for the network. Default: only for networks that take a mask themselves. */
  readonly maskBinarize?: boolean | undefined;
  /**
   * Paints only the masked area, with so many pixels of the source around it, at `size` or the model's native area, and
   * lays it back: the result has the source's size. Default: the whole picture goes through the network.
   */
  readonly maskPadding?: number | { readonly pixels: number; readonly size?: Size | number | undefined } | undefined;
  /**
   * Further pictures that an editing model may draw on, in the order in which the prompt may speak of them; `image` is the
   * first. How many a model takes, `inspectModel()` says (`supports.references`). Each keeps its own size, whatever that of
   * the result.
   */
  readonly references?: readonly Input[] | undefined;
  /** 1 or more, InstructPix2Pix models only: how hard the source picture pulls; 1 = no third branch. */
  readonly imageGuidanceScale?: number | undefined;
  /** What the second text encoder reads in place of `prompt` (SDXL, SD 3; FLUX: T5). Weights act in it too. */
  readonly prompt2?: string | undefined;
  /** 1–1000, latent consistency models: how many timesteps it was distilled on. Default: the scheduler's, mostly 50. */
  readonly originalSteps?: number | undefined;
  /** 0–10, SDXL's refiner: the score that people would give the picture. Default 6. */
  readonly aestheticScore?: number | undefined;
  /** 0–10, SDXL's refiner: the score to keep away from. Default 2.5. */
  readonly negativeAestheticScore?: number | undefined;
  /** 1–512 tokens that T5 or a chat model reads. Default: 256 (SD 3, FLUX schnell) or 512 (FLUX dev, Z-Image). */
  readonly maxSequenceLength?: number | undefined;
  /**
   * FLUX.1, which is told `guidanceScale` and asked once a step: classifier-free guidance with the negative prompt on top, at two
   * questions a step. On above 1 and with a `negativePrompt` (which may be empty); default 1.
   */
  readonly trueGuidanceScale?: number | undefined;
  /**
   * 1–32, up to the number of its layers: how many of the text encoder's last layers are left out for the prompt, beyond those
   * that the family leaves out anyway (A1111's "Clip skip" less 1). The negative prompt keeps them, as in diffusers. Every
   * family with CLIP's text encoder, however it was exported: layers that the graph does not put out are edited into it.
   */
  readonly clipSkip?: number | undefined;
  /** How attention weights act. Default `a1111`. */
  readonly weighting?: Weighting | undefined;
  /** Draws the result's colour statistics back to the source's. Default false. */
  readonly colorMatch?: boolean | undefined;
  /** LoRAs merged into the model for this call, beside those that it was loaded with. */
  readonly loras?: readonly LoraRequest[] | undefined;
  /** Where `<lora:name:0.8>` in a prompt or style finds `name.safetensors`: a folder, or an address of one. */
  readonly loraFolder?: string | undefined;
  /**
   * What may be left out of the arithmetic: a set by name, or `SpeedOptions` one by one. Default `exact`: nothing. Sets are
   * documented for each family; a plan says what one comes to.
   */
  readonly speed?: SpeedName | SpeedOptions | undefined;
  /** Composable extras. */
  readonly features?: readonly Feature[] | undefined;
  /** Small pictures while it works. Default off. */
  readonly preview?: PreviewOptions | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((event: Img2ImgEvent<I>) => void) | undefined;
  /** Whether encoded files carry the recipe, A1111's text and the AI label. Default true. */
  readonly metadata?: boolean | undefined;
  /** Which picture is painted again; `fromRecipe()` gives it. Another model, or an option that is missing, warns. */
  readonly replays?: Replays | undefined;
  /** Pictures of more pixels are refused before decoding. Default 268,402,689 (16,383²). */
  readonly limitInputPixels?: number | undefined;
}
