import { readFile } from 'node:fs/promises';
import { fromRecipe, InvalidArgumentError, readRecipe } from '../index.js';
import type { ControlFlags } from './control-flags.js';
import { decodeOnce } from './decode-once.js';
import type { DestinationOptions } from './destination.js';
import { installedModels } from './installed-models.js';
import { checkNames, type PaintOptions, readPaintingFlags } from './painting-flags.js';
import type { CommonFlags, RuntimeFlags } from './session.js';
import { UsageError } from './usage-error.js';

/** Flags of the commands that paint, beside those of the painting itself. */
export interface PaintFlags extends CommonFlags, RuntimeFlags, ControlFlags, Omit<DestinationOptions, 'suffix'> {
  readonly saveControl?: boolean;
  readonly quality?: number;
  readonly metadata?: boolean;
  readonly recipe?: string;
  readonly resume?: boolean;
  readonly concurrency?: number;
}

/** What the flags ask for, a recipe beneath them. @throws `INVALID_ARGUMENT`, UsageError */
export async function paintingOptions(flags: PaintFlags): Promise<PaintOptions> {
  const asked = readPaintingFlags(flags as Readonly<Record<string, unknown>>);
  const recipe = flags.recipe === undefined ? {} : await loadRecipe(flags.recipe);
  if (asked.initStrength !== undefined) delete recipe['strength']; // one dial, read from its two ends
  const options = { ...recipe, ...asked, ...(flags.metadata === false && { metadata: false }) };
  checkNames(options);
  const { mask, references } = options;
  // What is fetched is fetched once for all pictures.
  const here = <I>(picture: I) =>
    typeof picture === 'string' && /^https?:/i.test(picture) ? decodeOnce(picture, options) : picture;
  return {
    ...options,
    ...(mask !== undefined && { mask: await here(mask) }),
    ...(references && { references: await Promise.all(references.map(here)) }),
  };
}

async function loadRecipe(path: string): Promise<Record<string, unknown>> {
  const found = await readFile(path).then(
    (bytes) => readRecipe(bytes),
    (cause: Error) => {
      throw new UsageError(`--recipe: ${path} could not be read (${cause.message}).`, { cause });
    },
  );
  if (found === undefined) throw new InvalidArgumentError('recipe', 'a picture that holds a recipe', path);
  // What is installed may be opened by a file's word; a folder that a file names may not.
  const models = await installedModels();
  const installed = models.some(({ id, embedded }) => !embedded && id === found.model?.id);
  return { ...fromRecipe(found, { model: installed }) };
}
