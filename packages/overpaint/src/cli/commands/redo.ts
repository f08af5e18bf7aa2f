import { readFile } from 'node:fs/promises';
import {
  compareRecipes,
  fromRecipe,
  type Image,
  type ImageFormat,
  InvalidArgumentError,
  nodeImageCodec,
  type Recipe,
  type RecipeDifference,
  readRecipe,
} from '../../index.js';
import { duration } from '../bar.js';
import { comparePixels, type PixelDifference } from '../compare-pixels.js';
import { withControl } from '../control-flags.js';
import { chooseDestination } from '../destination.js';
import { findSource } from '../find-source.js';
import { installedModels } from '../installed-models.js';
import { openedModel } from '../opened-model.js';
import { type PaintOptions, readPaintingFlags } from '../painting-flags.js';
import type { PaintFlags } from '../painting-options.js';
import { findPictures, type Picture } from '../pictures.js';
import { showProgress } from '../progress.js';
import type { Session } from '../session.js';
import { UsageError } from '../usage-error.js';

/** Options by which a call's mask was laid, as its recipe keeps them. */
const ofMask = ['maskBlur', 'maskInvert', 'maskBinarize', 'maskPadding'] as const;

/**
 * Paints a picture again by its own recipe, and says whether it came out the same, and what differs. Returns the exit
 * status: 1 where the pictures are not the same.
 */
export async function redo(
  [name, sourceName]: readonly [string, string | undefined],
  flags: PaintFlags,
  session: Session,
): Promise<number> {
  const { terminal, overpaint, interruption } = session;
  const { signal } = interruption;
  const picture = await onlyFile(name, session);
  const bytes = await bytesOf(picture, signal);
  const recipe = ownRecipe(bytes, name);
  const format = formatOf(bytes);
  const image = await findInput(recipe, { name, sourceName, picture }, session);
  const found = typeof image === 'string' ? [image] : [];
  const kind = flags.output === undefined ? { format } : {}; // as the old one, where nothing says otherwise
  const destination = await chooseDestination([picture], { ...kind, ...flags, suffix: 'again', reads: found });
  if (destination.stdout && flags.json) throw new UsageError('-o - and --json both want stdout. Choose one.');
  await destination.check(picture);
  const options = await withControl(
    await openedModel(await replay(recipe, flags, name), flags, session),
    flags,
    session,
  );

  const started = performance.now();
  const run = overpaint.img2img({ ...options, image, signal, onProgress: showProgress(terminal, name, 1) });
  const { images, warnings, recipe: now } = await run;
  const [painted] = images;
  for (const { message } of warnings) terminal.note(`${name}: warning: ${message}`);
  const quality = flags.quality === undefined ? {} : { quality: flags.quality };
  const path = await destination.write(await painted.encode(destination.format, quality), {
    ...{ picture, number: 1, total: 1 },
  });

  const before = await decode(bytes);
  // What a lossy file lost is lost again by the same way of writing it.
  const again = format === 'png' ? painted : await decode(await painted.encode(format, quality));
  const difference = comparePixels(before, again);
  const changed = compareRecipes(recipe, now);
  const same = difference?.largest === 0;
  terminal.note(`${name}  ${told(difference, { before, again, format, changed })}`);
  for (const line of changed) terminal.note(`  ${describe(line)}`);
  terminal.note(`${path === '-' ? 'stdout' : path}  ${duration((performance.now() - started) / 1000)}`);
  if (path !== '-') terminal.print(path);
  terminal.data([{ input: name, outputs: [path], same, ...(difference && { difference }), changed, recipe: now }]);
  return same ? 0 : 1;
}

async function onlyFile(name: string, { terminal }: Session): Promise<Picture> {
  const [picture, ...more] = await findPictures([name], terminal);
  if (picture === undefined || more.length > 0)
    throw new UsageError(`${name}: one picture is painted again at a time.`);
  if (picture.from === 'address') throw new UsageError(`${name}: download it first; it is compared byte by byte.`);
  return picture;
}

async function bytesOf(picture: Picture, signal: AbortSignal): Promise<Uint8Array> {
  const loaded = await picture.load(signal);
  if (typeof loaded !== 'string') return loaded;
  return readFile(loaded).catch((cause: Error) => {
    throw new UsageError(`${picture.name} could not be read (${cause.message}).`, { cause });
  });
}

/** The recipe of a picture that Overpaint painted. @throws InvalidArgumentError `INVALID_ARGUMENT` */
function ownRecipe(bytes: Uint8Array, name: string): Recipe {
  const found = readRecipe(bytes);
  const hint = `--recipe paints other pictures as ${name} was painted, as far as it says how.`;
  if (found === undefined) {
    throw new InvalidArgumentError(
      'picture',
      'a picture that holds a recipe',
      name,
      'It was written without, or by others.',
    );
  }
  if (found.comparison !== undefined || found.model === undefined || found.seed === undefined) {
    throw new InvalidArgumentError('picture', 'a single picture that Overpaint painted', name, hint);
  }
  return found as Recipe;
}

/** What is painted over: the picture that is named, or the one that is found by its sha256 beside the old picture or here. */
async function findInput(
  { source }: Recipe,
  { name, sourceName, picture }: { name: string; sourceName: string | undefined; picture: Picture },
  { terminal, interruption: { signal } }: Session,
): Promise<string | Uint8Array> {
  if (sourceName !== undefined) {
    const [given, ...more] = await findPictures([sourceName], terminal);
    if (given === undefined || more.length > 0) throw new UsageError(`${sourceName}: a picture has one source.`);
    return given.load(signal);
  }
  const found = source && (await findSource(source, [picture.folder, '.']));
  if (found !== undefined) {
    terminal.note(`${name}  its source is ${found}`);
    return found;
  }
  const facts = source && `sha256 ${source.sha256.slice(0, 12)}…, ${source.bytes} bytes`;
  const reason = !source
    ? 'its recipe does not say which picture that was'
    : source.of === 'pixels'
      ? 'it came to Overpaint as pixels'
      : `no file beside it or in this folder is that picture (${facts})`;
  throw new UsageError(
    `${name}: the picture that it was painted over was not found: ${reason}. Name it: overpaint redo ${name} photo.jpg`,
  );
}

/** The recipe's own call, with what a recipe cannot hold. @throws UsageError for what is missing. */
async function replay(recipe: Recipe, flags: PaintFlags, name: string): Promise<PaintOptions> {
  const given = readPaintingFlags(flags as Readonly<Record<string, unknown>>);
  const asked = recipe.asked ?? {};
  if (asked['mask'] && given.mask === undefined)
    throw new UsageError(`${name} was painted with a mask. Name it with --mask.`);
  if (asked['references'] && given.references === undefined) {
    throw new UsageError(`${name} was painted with further pictures. Name them with --reference, in their order.`);
  }
  const models = await installedModels();
  const installed = models.some(({ id, embedded }) => !embedded && id === recipe.model.id);
  const laid = Object.fromEntries(ofMask.flatMap((key) => (asked[key] === undefined ? [] : [[key, asked[key]]])));
  return {
    ...fromRecipe(recipe, { model: installed }),
    ...(given.mask !== undefined && laid),
    ...given,
    ...(flags.metadata === false && { metadata: false }),
  };
}

function formatOf(bytes: Uint8Array): ImageFormat {
  if (bytes[0] === 0x89) return 'png';
  return bytes[0] === 0xff ? 'jpeg' : 'webp'; // recipes are in these three only
}

async function decode(bytes: Uint8Array): Promise<Image> {
  return (await nodeImageCodec.openImage(bytes, { limitInputPixels: Number.MAX_SAFE_INTEGER })).decode();
}

interface Compared {
  readonly before: Image;
  readonly again: Image;
  readonly format: ImageFormat;
  readonly changed: readonly RecipeDifference[];
}

function told(difference: PixelDifference | undefined, { before, again, format, changed }: Compared): string {
  const why = changed.length > 0 ? ' What differs:' : '';
  if (difference?.largest === 0) return `came out the same, every pixel.${why}`;
  const lossy = format === 'png' ? '' : ', another --quality';
  const cause = why || ` Nothing that recipes hold differs: it was another machine${lossy}, or it was changed since.`;
  if (difference === undefined) {
    return `came out in another size: ${again.width} × ${again.height}, not ${before.width} × ${before.height}.${cause}`;
  }
  const { largest, mean, share } = difference;
  return `came out otherwise: up to ${largest} of 255, ${mean.toFixed(2)} on average, in ${(100 * share).toFixed(1)} % of the pixels.${cause}`;
}

function describe({ what, before, now }: RecipeDifference): string {
  return `${what}: ${short(before)} → ${short(now)}`;
}

/** A value as one short text. */
function short(value: unknown): string {
  if (value === undefined) return 'none';
  const { sha256 } = (value ?? {}) as { sha256?: unknown };
  const text = typeof sha256 === 'string' ? sha256 : typeof value === 'string' ? value : JSON.stringify(value);
  if (/^[0-9a-f]{64}$/.test(text)) return `sha256 ${text.slice(0, 12)}…`;
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
