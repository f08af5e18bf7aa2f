import { InvalidArgumentError, ModelNotFoundError } from '../errors/index.js';
import type { Replays } from '../options.js';
import type { FeatureRecord, RecipeModel } from '../recipe.js';
import type { Warning } from '../warning.js';
import type { Feature } from './feature.js';

const isControlNet = ({ name }: Pick<Feature, 'name'>) => name === 'control-net';
const isList = (value: unknown): value is readonly RecipeModel[] => Array.isArray(value);
const named = ({ id, sha256 }: RecipeModel) => `"${id}" (sha256 ${sha256.slice(0, 12)}…)`;

/**
 * A recipe cannot hold a network: whoever replays it brings its ControlNets.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for what is no list of them; ModelNotFoundError `MODEL_NOT_FOUND` where the call has fewer than the recipe.
 */
export function refuseMissing(replays: Replays | undefined, features: readonly Feature[]): void {
  const needed: unknown = replays?.controlNets;
  const isNet = (net: unknown) => typeof ((net as RecipeModel)?.id && (net as RecipeModel).sha256) === 'string';
  if (!isList(needed) || !needed.every(isNet)) {
    throw new InvalidArgumentError('replays.controlNets', 'what fromRecipe() gives', needed);
  }
  const given = features.filter(isControlNet).length;
  if (given >= needed.length) return;
  throw new ModelNotFoundError(
    needed[given]!.id,
    `controlNet: the recipe was painted with ${needed.map(named).join(' and ')}, and the call has ${given === 0 ? 'no ControlNet' : `${given} of ${needed.length}`}. ` +
      'Open it with loadControlNet() and give controlNet(net, …) among features (on the command line: --control), as features of the recipe say it was used.',
  );
}

/** Warnings where a replay is steered by other weights than its recipe names. */
export function warnOfOthers(features: readonly FeatureRecord[], replays: Replays | undefined): Warning[] {
  const used = features.filter(isControlNet).map(({ model }) => model as RecipeModel);
  const missing = replays?.controlNets?.filter(({ sha256 }) => !used.some((one) => one.sha256 === sha256)) ?? [];
  return missing.map((one) => ({
    code: 'other-model',
    message: `The recipe was painted with the ControlNet ${named(one)}, this picture with ${used.map(named).join(' and ')}.`,
  }));
}
