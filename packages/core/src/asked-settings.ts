import type { Img2ImgOptions } from './options.js';
import { extraSettings } from './paint-settings.js';

const names = [
  'style',
  'promptMagic',
  'strength',
  'initStrength',
  'guidanceScale',
  'guidanceRescale',
  'imageGuidanceScale',
  'steps',
  'stepsMode',
  'stopAfter',
  'scheduler',
  'sigmas',
  'eta',
  'size',
  'fit',
  'background',
  'weighting',
  'colorMatch',
  ...extraSettings,
] as const satisfies readonly (keyof Img2ImgOptions)[];

/** What a call asked for itself, by the options' names and in its own words; all else came from model, style or defaults. */
export type AskedSettings = Readonly<Record<string, unknown>>;

/** As plain JSON: of a style the name, of infinities nothing. */
export function askedSettings(options: Img2ImgOptions): AskedSettings {
  const given = names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]] as const);
  const nameOf = (style: unknown) => (style as { name?: unknown } | null)?.name ?? style;
  return JSON.parse(
    JSON.stringify(Object.fromEntries(given), (key, value) => {
      if (key === 'style') return Array.isArray(value) ? value.map(nameOf) : nameOf(value);
      return typeof value === 'number' && !Number.isFinite(value) ? undefined : value;
    }),
  );
}
