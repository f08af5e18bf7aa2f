import { UnsupportedError } from '../errors/index.js';
import type { Feature } from '../features/feature.js';
import { fitImage, type Image, imageToTensor } from '../image/index.js';
import { linearCombination } from '../tensor/linear-combination.js';

/**
 * Mixes the picture painted before into the source, as the encoder is given it: `(1 − share)·source + share·painted`. Where
 * the source comes with a mask, with padding or cut, the mixture has all that too.
 */
export function follow(painted: Image, share: number): Feature {
  return {
    name: 'follow',
    async planned({ plan, model, signal }) {
      if (model.family.references !== undefined) {
        const name = `The family ${model.family.name}`;
        throw new UnsupportedError(
          'follow',
          `${name} looks at the source as a reference, in which nothing can be mixed.`,
        );
      }
      const { output } = plan.fit;
      const fit = { ...plan.fit, mode: 'cover' as const, source: output, placed: { x: 0, y: 0, ...output } };
      const before = await imageToTensor(await fitImage(painted, fit, { signal }), signal);
      return {
        wrapCodec(next) {
          let mixed = false; // the source is encoded first, what a mask leaves of it after that
          return {
            ...next,
            encode(pixels) {
              if (mixed || pixels.data.length !== before.data.length) return next.encode(pixels);
              mixed = true;
              return next.encode(linearCombination([1 - share, pixels], [share, before]));
            },
          };
        },
      };
    },
  };
}
