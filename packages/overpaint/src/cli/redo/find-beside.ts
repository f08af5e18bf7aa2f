import type { Recipe, SourceRecord } from '../../index.js';
import { type FoundSource, findSource } from '../find-source.js';
import type { PaintOptions } from '../painting-flags.js';
import { UsageError } from '../usage-error.js';
import { isRecord } from './is-record.js';

/** Finds pictures by their records, each once. */
export type FindPicture = (record: SourceRecord) => Promise<FoundSource | undefined>;

export function pictureFinder(folders: readonly string[]): FindPicture {
  const found = new Map<string, Promise<FoundSource | undefined>>();
  return (record) => {
    const known = found.get(record.sha256) ?? findSource(record, folders);
    found.set(record.sha256, known);
    return known;
  };
}

/**
 * What a call was given beside its source: named anew, or found by the sha256 that its recipe keeps.
 *
 * @throws UsageError where it is neither named nor found.
 */
export async function findBeside(
  recipe: Partial<Recipe>,
  given: Pick<PaintOptions, 'mask' | 'references'>,
  { name, find }: { readonly name: string; readonly find: FindPicture },
): Promise<Pick<PaintOptions, 'mask' | 'references'>> {
  const asked = recipe.asked ?? {};
  const [mask] = asked['mask'] && given.mask === undefined ? await findAll([maskOf(recipe)], find) : [];
  if (asked['mask'] && given.mask === undefined && mask === undefined) {
    throw new UsageError(`${name} was painted with a mask${lost(maskOf(recipe))}. Name it with --mask.`);
  }
  const wanted = asked['references'] && given.references === undefined ? referencesOf(recipe) : [];
  const references = await findAll(wanted, find);
  if (asked['references'] && given.references === undefined) {
    const missing = references.findIndex((reference) => reference === undefined);
    if (references.length === 0 || missing >= 0) {
      throw new UsageError(
        `${name} was painted with further pictures${lost(wanted[missing])}. Name them with --reference, in their order.`,
      );
    }
  }
  return {
    ...(mask !== undefined && { mask }),
    ...(references.length > 0 && { references: references.filter((one) => one !== undefined) }),
  };
}

/** Whether a recipe says which mask or which further pictures it was painted with. */
export const says = (recipe: Partial<Recipe>, option: 'mask' | 'references'): boolean =>
  option === 'mask' ? maskOf(recipe) !== undefined : referencesOf(recipe).length > 0;

/** A file may say anything. */
function maskOf({ features }: Partial<Recipe>): SourceRecord | undefined {
  const records = Array.isArray(features) ? features.map((feature) => feature?.['mask']) : [];
  return records.find(isRecord);
}

function referencesOf({ references }: Partial<Recipe>): readonly SourceRecord[] {
  return Array.isArray(references) && references.every(isRecord) ? references : [];
}

const findAll = (records: readonly (SourceRecord | undefined)[], find: FindPicture) =>
  Promise.all(records.map(async (record) => record && (await find(record))?.input));

const lost = (record: SourceRecord | undefined) =>
  record === undefined
    ? ''
    : `, and no file beside it or in this folder is that one (sha256 ${record.sha256.slice(0, 12)}…)`;
