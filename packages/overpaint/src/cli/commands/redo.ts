import { isFolder } from '../folders.js';
import type { PaintFlags } from '../painting-options.js';
import { readPaintedFile } from '../redo/painted-file.js';
import { readPaintedFolder } from '../redo/painted-folder.js';
import { isAnimation, redoAnimation } from '../redo/redo-animation.js';
import { redoPicture } from '../redo/redo-picture.js';
import { redoSheet } from '../redo/redo-sheet.js';
import type { Session } from '../session.js';

/**
 * Paints a picture, a sheet of compared pictures, an animation or a folder of frames again by its own recipe, and says whether it came out the
 * same, and what differs. Returns the exit status: 1 where the two are not the same.
 */
export async function redo(
  [name, sourceName]: readonly [string, string | undefined],
  flags: PaintFlags,
  session: Session,
): Promise<number> {
  if (await isFolder(name)) return redoAnimation(await readPaintedFolder(name), { sourceName, flags }, session);
  const old = await readPaintedFile(name, session);
  if (old.recipe.comparison !== undefined) return redoSheet(old, { sourceName, flags }, session);
  if (await isAnimation(old)) return redoAnimation(old, { sourceName, flags }, session);
  return redoPicture(old, { sourceName, flags }, session);
}
