import { compareRecipes, InvalidArgumentError } from '../../index.js';
import { comparePixels } from '../compare-pixels.js';
import { withControl } from '../control-flags.js';
import { openedModel } from '../opened-model.js';
import type { PaintFlags } from '../painting-options.js';
import { showProgress } from '../progress.js';
import type { Session } from '../session.js';
import { farApart, otherSize } from './difference-words.js';
import { pictureFinder } from './find-beside.js';
import { findInput, foldersOf } from './find-input.js';
import { formatOf } from './image-format.js';
import { decodeWhole, type PaintedFile } from './painted-file.js';
import { redoDestination } from './redo-destination.js';
import { isWhole, replayedOptions } from './replayed-options.js';
import { report } from './report.js';

/** Paints a single picture again. Returns the exit status: 1 where the two are not the same. */
export async function redoPicture(
  old: PaintedFile,
  { sourceName, flags }: { readonly sourceName: string | undefined; readonly flags: PaintFlags },
  session: Session,
): Promise<number> {
  const { name, picture, bytes, recipe } = old;
  const { terminal, overpaint, interruption } = session;
  const { signal } = interruption;
  if (!isWhole(recipe)) {
    const hint = `--recipe paints other pictures as ${name} was painted, as far as it says how.`;
    throw new InvalidArgumentError('picture', 'a single picture that Overpaint painted', name, hint);
  }
  const format = formatOf(bytes);
  const found = await findInput(recipe.source, { old, sourceName }, session);
  const destination = await redoDestination(old, format, found, flags);
  const find = pictureFinder(await foldersOf(old, { sourceName }));
  const options = await withControl(
    await openedModel(await replayedOptions(recipe, flags, { name, find }), flags, session),
    flags,
    session,
  );

  const started = performance.now();
  const run = overpaint.img2img({
    ...options,
    image: found.input,
    signal,
    onProgress: showProgress(terminal, name, 1),
  });
  const { images, warnings, recipe: now } = await run;
  const [painted] = images;
  for (const { message } of warnings) terminal.note(`${name}: warning: ${message}`);
  const quality = flags.quality === undefined ? {} : { quality: flags.quality };
  const path = await destination.write(await painted.encode(destination.format, quality), {
    ...{ picture, number: 1, total: 1 },
  });

  const before = await decodeWhole(bytes);
  // What a lossy file lost is lost again by the same way of writing it.
  const again = format === 'png' ? painted : await decodeWhole(await painted.encode(format, quality));
  const difference = comparePixels(before, again);
  const changed = compareRecipes(recipe, now);
  const same = difference?.largest === 0;
  const said = same
    ? 'came out the same, every pixel'
    : difference
      ? `came out otherwise: ${farApart(difference)}`
      : otherSize(before, again);
  return report(
    { name, path, same, said, difference, changed, lossy: format !== 'png', recipe: now, started },
    terminal,
  );
}
