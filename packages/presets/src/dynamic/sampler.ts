import type { RandomNumbers } from '../random.js';

/** How one part of a template is sampled, whatever samples the rest: by chance, in turn, or every one. */
export type SamplerSign = '~' | '@' | '!';

/** Gives one selection of options at a time, without an end: by chance or in turn. */
export interface Sampler {
  readonly sign: '~' | '@';
  /** Takes between `least` and `most` of the options, of which there are as many: their indices, and what samples inside. */
  pick(weights: readonly number[], least: number, most: number): { taken: readonly number[]; within: Sampler };
}

/** By chance, each option as often as its weight says; without repeats. */
export function randomSampler(random: RandomNumbers): Sampler {
  const sampler: Sampler = {
    sign: '~',
    pick(weights, least, most) {
      const amount = least + Math.floor(random() * (most - least + 1));
      const left = [...weights.keys()].filter((index) => weights[index]! > 0);
      const taken: number[] = [];
      while (taken.length < amount && left.length > 0) {
        let drawn = random() * left.reduce((sum, index) => sum + weights[index]!, 0);
        const place = left.findIndex((index) => {
          drawn -= weights[index]!;
          return drawn < 0;
        });
        taken.push(...left.splice(place, 1)); // rounding may leave none: the last one then
      }
      return { taken, within: sampler };
    },
  };
  return sampler;
}

/**
 * In turn: the first selection at turn 0, the next one at turn 1, and over again: the smaller ones first, each by the order
 * of the options. What lies in an option moves on once a round.
 */
export function cyclicalSampler(turn: number): Sampler {
  return {
    sign: '@',
    pick({ length }, least, most) {
      const total = countSelections(length, least, most);
      let place = turn % total;
      let amount = least;
      while (place >= countSelections(length, amount)) place -= countSelections(length, amount++);
      const left = Array.from({ length }, (_, index) => index);
      const taken: number[] = [];
      while (taken.length < amount) {
        const block = countSelections(left.length - 1, amount - taken.length - 1);
        taken.push(...left.splice(Math.floor(place / block), 1));
        place %= block;
      }
      return { taken, within: cyclicalSampler(Math.floor(turn / total)) };
    },
  };
}

/** How many ordered selections of `least` to `most` of `count` there are, as a double: beyond 2⁵³ no turn ever comes. */
export function countSelections(count: number, least: number, most = least): number {
  let sum = 0;
  for (let amount = least; amount <= most; amount++) {
    let product = 1;
    for (let factor = count; factor > count - amount; factor--) product *= factor;
    sum += product;
  }
  return sum;
}
