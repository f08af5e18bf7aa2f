import type { ImageModelV3CallOptions, SharedV3Warning } from '@ai-sdk/provider';
import { type Img2ImgOptions, InvalidArgumentError } from 'overpaint';

/** What the AI SDK's own arguments say: `prompt`, `n`, `abortSignal`, and the model. */
const ofTheCall = ['image', 'mask', 'references', 'prompt', 'model', 'count', 'signal', 'replays'] as const;

/**
 * What of a painting the AI SDK has no argument for: all options of `img2img()` but those, and how the pictures are encoded. In
 * `providerOptions.overpaint` they are plain JSON.
 */
export interface OverpaintSettings extends Omit<Img2ImgOptions, (typeof ofTheCall)[number]> {
  /** @defaultValue `'png'` */
  readonly format?: 'png' | 'jpeg' | 'webp' | undefined;
  /** 1–100, of JPEG and WebP. */
  readonly quality?: number | undefined;
}

/**
 * A call's settings over those of its model. What the call says in the AI SDK's own words is not said again here: it is left out
 * with a warning.
 */
export function settingsOf(
  { providerOptions }: Pick<ImageModelV3CallOptions, 'providerOptions'>,
  ofModel: OverpaintSettings,
): { settings: OverpaintSettings; warnings: SharedV3Warning[] } {
  const { overpaint: given = {} } = providerOptions as { overpaint?: unknown };
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new InvalidArgumentError('providerOptions.overpaint', 'an object', given);
  }
  const entries = Object.entries({ ...ofModel, ...given });
  const isTheCalls = (name: string) => ofTheCall.some((one) => one === name);
  return {
    settings: Object.fromEntries(entries.filter(([name]) => !isTheCalls(name))),
    warnings: entries
      .filter(([name]) => isTheCalls(name))
      .map(([name]) => ({
        type: 'unsupported',
        feature: `providerOptions.overpaint.${name}`,
        details: "The AI SDK's own arguments say this; it was left out.",
      })),
  };
}
