import { InvalidArgumentError } from '../errors/index.js';
import { type Fit, planFit, type Size } from '../image/index.js';
import type { ReferenceRule } from './family.js';
import type { ReferencePlan } from './seen-pictures.js';

/**
 * What an editing family needs, made of how it sees one picture: a plan of all pictures of a call, the source first, and of the tokens of
 * one question.
 */
export function referencePlanner({ most, fit: fitOne }: Pick<ReferenceRule, 'most' | 'fit'>): ReferenceRule['plan'] {
  return ({ source, further, fit, part, text, shape }) => {
    checkCount(most, further.length);
    const seen = [source, ...further].map((picture, index): Fit => {
      // A part is seen as it is painted: what lies around the mask must be as sharp as what takes its place.
      if (index === 0 && part) return planFit({ source, size: fit.network, fit: fit.mode, nativeSize: 1, multiple: 1 });
      const argument = index === 0 ? 'image' : `references[${index - 1}]`;
      return fitOne(picture, { shape, output: fit.output, argument });
    });
    const tokensOf = ({ width, height }: Size) => (width / shape.multiple) * (height / shape.multiple);
    const references = seen.map(
      (one): ReferencePlan => ({ source: one.source, size: one.network, tokens: tokensOf(one.network), fit: one }),
    );
    const painted = tokensOf(fit.network);
    const all = references.reduce((sum, { tokens }) => sum + tokens, text + painted);
    return { references, tokens: { text, painted, all } };
  };
}

/** @throws InvalidArgumentError `INVALID_ARGUMENT` for more pictures than the family takes. */
function checkCount(most: number, further: number): void {
  const room = most - 1;
  if (further <= room) return;
  throw new InvalidArgumentError(
    'references',
    `${room === 0 ? 'none' : `at most ${room}`} beside image, as this model sees ${most === 1 ? 'one picture' : `${most} pictures`}`,
    further,
  );
}
