import type { DownloadEvent } from './backend/files.js';
import type { Image } from './image/image.js';
import type { OverpaintImage } from './overpaint-image.js';

/** What a warning is about, as a stable word to switch on. */
export type WarningCode =
  /** Much of the source lies outside of the result. */
  | 'crop'
  /** A tag such as `<lora:…>` names a network that cannot be added; it was left out of the prompt. */
  | 'extra-network'
  /** `strength` leaves less than one step of the schedule; one runs. */
  | 'few-steps'
  /** An option that means nothing to this model or this scheduler. */
  | 'ignored-option'
  /** `initStrength` below 0.35. */
  | 'init-strength'
  /** The browser keeps the model in memory only. */
  | 'model-in-memory'
  /** Words of the prompt that the text encoder has no room for. */
  | 'prompt-cut'
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

/** What a run tells while it works, told apart by `type`. `picture` counts the pictures of the call from 0. */
export type Img2ImgEvent<I extends OverpaintImage = OverpaintImage> =
  | DownloadEvent
  | {
      /** As many calls paint as may at once; so many wait before this one. */
      readonly type: 'queued';
      readonly ahead: number;
    }
  | { readonly type: 'load'; readonly component: string }
  | { readonly type: 'encode'; readonly what: 'prompt' | 'image' }
  | {
      readonly type: 'step';
      readonly picture: number;
      /** Steps done, 1…total. */
      readonly index: number;
      readonly total: number;
      /** What the network was told when the step began. */
      readonly timestep: number;
      readonly secondsPerStep: number;
      /** Seconds until the last picture of the call is through its steps. */
      readonly remainingSeconds: number;
    }
  | { readonly type: 'preview'; readonly picture: number; readonly index: number; readonly image: Image }
  | { readonly type: 'decode'; readonly picture: number }
  | { readonly type: 'image'; readonly picture: number; readonly image: I }
  | { readonly type: 'warning'; readonly warning: Warning };
