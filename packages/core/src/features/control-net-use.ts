import type { ControlNet } from '../model/control-net.js';

/** What is made of a picture before a ControlNet sees it. */
export type Preprocess = 'canny' | 'lineart' | 'tile' | 'none';

/** A ControlNet's part in a call, with every default filled in. Data only, but for the network. */
export interface ControlNetUse {
  readonly net: ControlNet;
  readonly image: unknown;
  readonly preprocess: Preprocess;
  readonly weight: number;
  readonly start: number;
  readonly end: number;
}
