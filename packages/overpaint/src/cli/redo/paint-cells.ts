import type { Image, Recipe } from '../../index.js';
import { withControl } from '../control-flags.js';
import { describeFailure, isAborted, isUsage } from '../failure.js';
import { openedModel } from '../opened-model.js';
import type { PaintOptions } from '../painting-flags.js';
import type { PaintFlags } from '../painting-options.js';
import { showProgress } from '../progress.js';
import type { Session } from '../session.js';
import type { FindPicture } from './find-beside.js';
import { replayedOptions } from './replayed-options.js';
import type { ReplayedCell } from './replayed-sheet.js';

/** A picture that was painted again, or why it was not. */
export type RepaintedCell =
  | { readonly image: Image; readonly recipe: Recipe; readonly error?: undefined }
  | { readonly image?: undefined; readonly recipe?: undefined; readonly error: Error };

/**
 * Paints the pictures of a sheet again, in the order of the sheet; those by the same weights come one after the other, so
 * that each model is opened once. One that fails is told, and the others are painted.
 *
 * @throws what no picture could be painted by: wrong usage, an abort.
 */
export async function paintCells(
  cells: readonly ReplayedCell[],
  {
    image,
    flags,
    ...where
  }: { readonly name: string; readonly find: FindPicture; readonly image: Image; readonly flags: PaintFlags },
  session: Session,
): Promise<readonly RepaintedCell[]> {
  const { terminal, overpaint, debug, interruption } = session;
  const { signal } = interruption;
  const { features } = await withControl({}, flags, session);
  const models = new Map<unknown, Promise<PaintOptions>>();
  const withModel = (options: PaintOptions) => {
    const opened = models.get(options.model) ?? openedModel(options, flags, session);
    models.set(options.model, opened);
    return opened.then(({ model }) => ({ ...options, ...(model !== undefined && { model }) }));
  };
  // What is missing is told before the first picture, and not after an hour.
  const asked = await Promise.all(cells.map(({ recipe }) => recipe && replayedOptions(recipe, flags, where)));

  const painted: RepaintedCell[] = cells.map(() => ({ error: new Error('It was not painted the first time.') }));
  for (const [turn, index] of orderOf(cells).entries()) {
    const label = cells[index]!.labels.join(' · ');
    const onProgress = showProgress(terminal, `[${turn + 1}/${cells.length}] ${label}`, 1);
    try {
      const options = { ...(await withModel(asked[index]!)), ...(features && { features }), image, signal, onProgress };
      const { images, recipe, warnings } = await overpaint.img2img(options);
      for (const { message } of warnings) terminal.note(`${label}: warning: ${message}`);
      painted[index] = { image: images[0], recipe };
    } catch (error) {
      if (isAborted(error) || isUsage(error)) throw error;
      terminal.error(`${label}: ${describeFailure(error, debug)}`);
      painted[index] = { error: error instanceof Error ? error : new Error(String(error)) };
    }
  }
  const [failed] = painted.flatMap(({ error }, index) => (error && cells[index]!.recipe ? [error] : []));
  if (failed && painted.every(({ image }) => image === undefined)) throw failed;
  return painted;
}

/** The places of the cells that were painted, by their weights. */
function orderOf(cells: readonly ReplayedCell[]): readonly number[] {
  const groups = new Map<string, number[]>();
  for (const [index, { recipe }] of cells.entries()) {
    if (recipe === undefined) continue;
    const weights = JSON.stringify([recipe.model.sha256, recipe.loras]);
    groups.set(weights, [...(groups.get(weights) ?? []), index]);
  }
  return [...groups.values()].flat();
}
