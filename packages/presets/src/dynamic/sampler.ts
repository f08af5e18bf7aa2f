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
      const amount = least + (most > least ? Math.floor(random() * (most - least + 1)) : 0);
      const left = [...weights.keys()].filter((index) => weights[index]! > 0);
      const taken: number[] = [];
      while (taken.length < amount && left.length > 0) {
        const share = weightedIndex(
          left.map((index) => weights[index]!),
          random(),
        );
        taken.push(...left.splice(share, 1));
      }
      return { taken, within: sampler };
    },
  };
  return sampler;
}

function weightedIndex(weights: readonly number[], share: number): number {
  const drawn = share * weights.reduce((total, weight) => total + weight, 0);
  let passed = 0;
  const index = weights.findIndex((weight) => {
    passed += weight;
    return drawn < passed;
  });
  return index === -1 ? weights.length - 1 : index;
}

/**
 * In turn: the first selection at turn 0, the next one at turn 1, and over again. Selections are in the order of
 * {@link selections}, the smaller ones first; what lies in an option moves on once a round.
 */
export function cyclicalSampler(turn: number): Sampler {
  return {
    sign: '@',
    pick({ length }, least, most) {
      let total = 0;
      for (let amount = least; amount <= most; amount++) total += countSelections(length, amount);
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

/** count! / (count − amount)!, as a double: beyond 2⁵³ no turn ever comes. */
function countSelections(count: number, amount: number): number {
  let product = 1;
  for (let factor = count; factor > count - amount; factor--) product *= factor;
  return product;
}

/** Every ordered selection of `amount` of the numbers below `count`, by their order. */
export function* selections(count: number, amount: number): Generator<readonly number[]> {
  const taken: number[] = [];
  const used = new Array<boolean>(count).fill(false);
  let next = 0;
  while (true) {
    if (taken.length === amount) yield taken;
    while (next < count && used[next]) next++;
    if (taken.length < amount && next < count) {
      used[next] = true;
      taken.push(next);
      next = 0;
    } else if (taken.length > 0) {
      const last = taken.pop()!;
      used[last] = false;
      next = last + 1;
    } else return;
  }
}
