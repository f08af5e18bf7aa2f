import type { DownloadEvent } from './backend/files.js';
import type { Preprocess } from './features/control-net-use.js';
import type { Image } from './image/image.js';
import type { OverpaintImage } from './overpaint-image.js';
import type { Warning } from './warning.js';

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
  | {
      /** Of a large picture that is painted window by window: the network has answered about one more. */
      readonly type: 'window';
      readonly picture: number;
      /** The step that asks, 1…steps. */
      readonly step: number;
      readonly steps: number;
      /** Windows done in this network call, 1…total. */
      readonly index: number;
      readonly total: number;
      /** Seconds until the last picture of the call is through its steps. */
      readonly remainingSeconds: number;
    }
  | { readonly type: 'preview'; readonly picture: number; readonly index: number; readonly image: Image }
  | {
      /** What a ControlNet sees, once a call. */
      readonly type: 'control';
      /** The ControlNet's id. */
      readonly net: string;
      readonly preprocess: Preprocess;
      readonly image: Image;
    }
  | { readonly type: 'decode'; readonly picture: number }
  | { readonly type: 'image'; readonly picture: number; readonly image: I }
  | { readonly type: 'warning'; readonly warning: Warning };
