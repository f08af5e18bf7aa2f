/**
 * sRGB (IEC 61966-2-1) and CIELAB (CIE 15, white D65). L runs from 0 to 100, a and b from about −100 to 100.
 * Colours are read from and written into a buffer of three numbers, so that a loop over pixels allocates nothing.
 */
export type Triple = Float64Array;

const linear = Float64Array.from({ length: 256 }, (_, level) => {
  const value = level / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

// Tristimulus values of white: the sums of the matrix's rows, so that grey has a = b = 0.
const WHITE_X = 0.4124564 + 0.3575761 + 0.1804375;
const WHITE_Z = 0.0193339 + 0.119192 + 0.9503041;
const EPSILON = (6 / 29) ** 3;

const compress = (t: number) => (t > EPSILON ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29);
const expand = (t: number) => (t > 6 / 29 ? t ** 3 : 3 * (6 / 29) ** 2 * (t - 4 / 29));

/** Levels of evenly spaced linear values; a power for each pixel costs more than all the rest together. */
const STEPS = 4096;
const levels = Float64Array.from({ length: STEPS + 2 }, (_, step) => {
  const value = step / STEPS;
  return 255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055);
});

/** Within 0.005 of the exact level; clipped to what sRGB holds. */
function level(value: number): number {
  const place = Math.min(1, Math.max(0, value)) * STEPS;
  const step = Math.floor(place);
  return levels[step]! + (place - step) * (levels[step + 1]! - levels[step]!);
}

/** 8-bit sRGB → L, a, b. */
export function toLab(red: number, green: number, blue: number, lab: Triple): void {
  const r = linear[red]!;
  const g = linear[green]!;
  const b = linear[blue]!;
  const x = compress((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / WHITE_X);
  const y = compress(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = compress((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / WHITE_Z);
  lab[0] = 116 * y - 16;
  lab[1] = 500 * (x - y);
  lab[2] = 200 * (y - z);
}

/** L, a, b → sRGB levels, clipped to 0 … 255, not rounded. */
export function fromLab(lab: Triple, rgb: Triple): void {
  const fy = (lab[0]! + 16) / 116;
  const x = WHITE_X * expand(fy + lab[1]! / 500);
  const y = expand(fy);
  const z = WHITE_Z * expand(fy - lab[2]! / 200);
  rgb[0] = level(3.2404542 * x - 1.5371385 * y - 0.4985314 * z);
  rgb[1] = level(-0.969266 * x + 1.8760108 * y + 0.041556 * z);
  rgb[2] = level(0.0556434 * x - 0.2040259 * y + 1.0572252 * z);
}
