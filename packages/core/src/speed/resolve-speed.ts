import { InvalidArgumentError } from '../errors/index.js';
import { type FamilySpeed, familySpeeds, fewSteps } from './family-speeds.js';
import { noTinyVae } from './no-tiny-vae.js';
import type { SpeedName, SpeedOptions, SpeedSettings } from './speed-options.js';
import type { SpeedContext } from './speed-planner.js';

/**
 * What a call leaves out, by the family's own set where one is named. What would leave nothing out is no setting: the call is
 * then the exact one, to the bit.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for a way of reuse that is another family's, a depth that the network lacks, or
 *   half a small autoencoder where there is none.
 */
export function resolveSpeed(
  asked: SpeedName | SpeedOptions,
  { family, skips, questions, tiny, distilled, warn }: SpeedContext,
): SpeedSettings {
  if (asked === 'exact') return {};
  const speed = family.speed && familySpeeds[family.speed];
  const can = speed !== undefined && !(speed.reuse === 'deep-features' && skips === 0);
  const named = typeof asked === 'string';
  const options: SpeedOptions = named ? (can ? (distilled ? fewSteps : speed.sets)[asked] : {}) : asked;
  const { from = 0, to = 1 } = options.guidance ?? {};
  const interval = from > 0 || to < 1;
  const guided = questions > 1;
  const what = named ? `speed '${asked}'` : 'speed.reuse';
  if (!can && (named || options.reuse !== undefined)) {
    warn('ignored-option', `${what} was ignored: nothing of this network (${family.name}) can be left out.`);
  }
  if (interval && !guided && !named) {
    warn('ignored-option', 'speed.guidance says which steps are guided, but guidance is off; it was ignored.');
  }
  const reuse = can ? reuseOf(options.reuse, speed, skips) : undefined;
  return {
    ...(interval && guided && { guidance: { from, to } }),
    ...(reuse && { reuse }),
    ...halfOf('decoder', options, tiny, named),
    ...halfOf('encoder', options, tiny, named),
  };
}

/** A set takes what there is. */
function halfOf<H extends 'decoder' | 'encoder'>(
  half: H,
  { [half]: asked }: SpeedOptions,
  tiny: SpeedContext['tiny'],
  named: boolean,
): { readonly [half in H]?: 'tiny' } {
  if (asked !== 'tiny') return {};
  if (tiny[half]) return { [half]: 'tiny' } as { readonly [half in H]: 'tiny' };
  if (named) return {};
  throw noTinyVae(`speed.${half}`, half, "'full'");
}

function reuseOf(
  reuse: SpeedOptions['reuse'],
  speed: FamilySpeed,
  skips = Number.POSITIVE_INFINITY,
): SpeedSettings['reuse'] {
  if (reuse === undefined) return undefined;
  if ((speed.reuse === 'first-block') !== 'threshold' in reuse) {
    const expected =
      speed.reuse === 'first-block' ? '{ threshold }, for a transformer' : '{ every, depth }, for a UNet';
    throw new InvalidArgumentError('speed.reuse', expected, reuse);
  }
  if ('threshold' in reuse) return reuse.threshold > 0 ? { threshold: reuse.threshold } : undefined;
  const { every, depth = 0, centre, power } = reuse;
  if (depth >= skips) {
    throw new InvalidArgumentError('speed.reuse.depth', `0 to ${skips - 1}, the skip connections of this UNet`, depth);
  }
  if (every === 1) return undefined;
  return { every, depth, ...(centre !== undefined && { centre, ...(power !== undefined && { power }) }) };
}
