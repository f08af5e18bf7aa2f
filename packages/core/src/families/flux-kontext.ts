import type { Size } from '../image/index.js';
import type { Family, ModelShape, ReferenceCall } from './family.js';
import { flux, isFlux } from './flux.js';
import { fitReference, onGrid, seesPictures, wholeSquares } from './references.js';
import { transformerInput } from './transformer.js';

/** Sides of the pictures that it was trained on, in squares of 16 pixels: all of about a megapixel. */
const trained: readonly (readonly [width: number, height: number])[] = [
  [42, 98],
  [43, 94],
  [45, 91],
  [47, 87],
  [50, 83],
  [52, 78],
  [55, 74],
  [59, 69],
  [64, 64],
  [69, 59],
  [74, 55],
  [78, 52],
  [83, 50],
  [87, 47],
  [91, 45],
  [94, 43],
  [98, 42],
];

/**
 * FLUX.1 Kontext (Black Forest Labs 2025, arXiv:2506.15742): FLUX.1 that sees the source as tokens behind those that it paints,
 * at places whose first number is 1, and changes of it what the prompt says. Its graph is that of FLUX.1 dev: what it is, only
 * the name of the pipeline or of the folder tells.
 */
export const fluxKontext: Family<'flux-kontext'> = {
  ...flux,
  name: 'flux-kontext',
  matches: (folder) =>
    isFlux(folder) &&
    transformerInput(folder, 'guidance') !== undefined &&
    [folder.pipeline, folder.name, folder.id].some((name) => /kontext/i.test(name ?? '')),
  defaults: { ...flux.defaults, strength: 1 },
  posterior: 'mode',
  fullStrengthIsNoise: true,
  prompts: 'instructions',
  references: seesPictures({
    most: 1,
    outputSize,
    fit: (picture, call) => fitReference(picture, seenSize(picture, call), 'stretch', call),
  }),
};

/** The source's shape at the native area, as diffusers' pipeline rounds it. */
function outputSize({ width, height }: Size, { nativeSize, multiple }: ModelShape): Size {
  const aspect = width / height;
  const side = (ratio: number) => wholeSquares(roundHalfToEven(Math.sqrt(nativeSize ** 2 * ratio)), multiple);
  return { width: side(aspect), height: side(1 / aspect) };
}

/**
 * Of the sizes that it was trained on, the one of nearest shape; which diffusers' pipeline takes. Where less than a sixteenth of
 * the native area is painted, a smaller picture keeps its own size: it would have more than sixteen tokens for each that is
 * painted.
 */
function seenSize(picture: Size, { shape: { multiple, nativeSize }, output }: ReferenceCall): Size {
  const own = onGrid(picture, multiple);
  const native = nativeSize ** 2;
  const draft = 16 * output.width * output.height < native;
  if (draft && own.width * own.height < native) return own;
  const aspect = own.width / own.height;
  const away = ([width, height]: readonly [number, number]) => Math.abs(aspect - width / height);
  const [width, height] = trained.reduce((best, one) => (away(one) < away(best) ? one : best));
  const square = nativeSize / 64; // of the 64 × 64 that fill the native area
  return onGrid({ width: width * square, height: height * square }, multiple);
}

/** As Python rounds. */
function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}
