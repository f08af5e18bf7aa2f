/**
 * Deep features are worked out in full at some calls of the network and taken from the last of these at the others (DeepCache:
 * Ma et al. 2023, arXiv:2312.00858). For UNets.
 */
export interface DeepReuse {
  /** 1–1000: at every so many calls in full. 1 leaves nothing out. */
  readonly every: number;
  /**
   * 0 or more: at which skip connection the network is cut, counted from the last one. 0, the default, leaves out the most;
   * with three skip connections a block it is the DeepCache package's branch id.
   */
  readonly depth?: number | undefined;
  /** 0–1, a share of the calls: the full ones lie densest around it (the paper's section 3.4). Default: evenly. */
  readonly centre?: number | undefined;
  /** Above 1, at most 5: how much denser, with `centre`. Default 1.2. */
  readonly power?: number | undefined;
}

/**
 * A call works out the first block of a transformer, and all others only where what that block adds has changed since the last
 * full call by more than a threshold, as a share of its mean size (first-block cache, as in diffusers).
 */
export interface FirstBlockReuse {
  /** 0–1, 0.05–0.2 is the useful range. 0 leaves nothing out. */
  readonly threshold: number;
}

/** What may be left out of the arithmetic. What is not named runs as it does by default. */
export interface SpeedOptions {
  /** Shares of the steps, 0–1: from where to where guidance acts (Kynkäänniemi et al. 2024, arXiv:2404.07724). Default 0 and 1. */
  readonly guidance?: { readonly from?: number | undefined; readonly to?: number | undefined } | undefined;
  readonly reuse?: DeepReuse | FirstBlockReuse | undefined;
  /**
   * `tiny`: the small autoencoder (TAESD) beside the model's own decodes, or encodes: one in its folder's `taesd/`, or the
   * `tinyVae` that it was loaded with. Default `full`.
   */
  readonly decoder?: 'full' | 'tiny' | undefined;
  readonly encoder?: 'full' | 'tiny' | undefined;
}

/** Sets of these that are documented for each family. `exact` leaves nothing out. */
export type SpeedName = 'exact' | 'balanced' | 'fast';

/** What a call leaves out, with every default filled in; empty where it leaves nothing out. */
export interface SpeedSettings {
  readonly guidance?: { readonly from: number; readonly to: number };
  readonly reuse?:
    | { readonly every: number; readonly depth: number; readonly centre?: number; readonly power?: number }
    | FirstBlockReuse;
  /** Missing where the model's own half of the autoencoder works. */
  readonly decoder?: 'tiny';
  readonly encoder?: 'tiny';
}

/** What the denoiser is asked for one picture. */
export interface PlannedWork {
  /** Calls in which guidance acts, and those that ask but one question. */
  readonly guidedCalls: number;
  readonly plainCalls: number;
  /** Calls that are worked out in full, and those that reuse an earlier one; missing where only the picture tells which. */
  readonly fullCalls?: number;
  readonly reusedCalls?: number;
  /** Expected share of the denoiser's work that is left of what `exact` takes, 0–1; missing where only the picture tells. */
  readonly share?: number;
}
