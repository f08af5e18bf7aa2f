import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import {
  compareRecipes,
  type FoundRecipe,
  type NodeImageInput,
  openFrames,
  type RecipeDifference,
  saveFrames,
} from '../../index.js';
import { withControl } from '../control-flags.js';
import { isAborted } from '../failure.js';
import { type FrameStore, openFrameStore } from '../frame-store.js';
import { chooseFramesOutput, type FramesOutput } from '../frames-output.js';
import { fingerprintOf, sha256Of } from '../hashes.js';
import { openedModel } from '../opened-model.js';
import { decisiveFlags } from '../options-key.js';
import { paintFramesInto, untilAborted } from '../paint-frames-into.js';
import type { PaintFlags } from '../painting-options.js';
import type { Session } from '../session.js';
import { UsageError } from '../usage-error.js';
import { type ComparedFrames, compareFrames } from './compare-frames.js';
import { farApart, otherSize } from './difference-words.js';
import { pictureFinder } from './find-beside.js';
import { type FoundInput, findInput, foldersOf } from './find-input.js';
import type { Painted, PaintedFile } from './painted-file.js';
import { replayedAnimation } from './replayed-animation.js';
import { replayedOptions } from './replayed-options.js';
import { report } from './report.js';

/** Whether a file is an animation: by its recipe, or by itself where that is too old to say so. */
export async function isAnimation({ bytes, recipe }: PaintedFile): Promise<boolean> {
  return recipe.animation !== undefined || endingOf(bytes) === '.gif' || (await framesOf(bytes)).count !== 1;
}

/**
 * Paints an animation, or a folder of frames, again, frame by frame as it was painted. Stopped, the same command goes on.
 * Returns the exit status: 1 where one frame is not the same.
 */
export async function redoAnimation(
  old: Painted | PaintedFile,
  {
    sourceName,
    flags: { metadata, ...flags },
  }: { readonly sourceName: string | undefined; readonly flags: PaintFlags },
  session: Session,
): Promise<number> {
  const { name } = old;
  const { terminal, interruption } = session;
  const { recipe, source, together } = replayedAnimation(old);
  const input = await findInput(source, { old, sourceName }, session);
  const output = await chooseOutput(old, input, { ...flags, ...(metadata === false && { metadata }) });
  const find = pictureFinder(await foldersOf(old, { sourceName }));
  const options = await openedModel(await replayedOptions(recipe, flags, { name, find }), flags, session);
  const painting = await withControl(options, flags, session);
  const store = await openFrameStore(output.store, {
    fingerprint: fingerprintOf(['redo', await identityOf(old), sourceName, decisiveFlags(flags)]),
    seed: recipe.seed,
    overwrite: flags.overwrite === true,
  });
  const started = performance.now();
  const save = (path: string) =>
    saveFrames(path, untilAborted(store, interruption.signal), {
      quality: flags.quality,
      ...(metadata === false && { metadata }),
    });
  let compared: ComparedFrames;
  try {
    await paintFramesInto(store, { name, frames: input.input, painting, together }, session);
    if (!output.toFolder) await save(output.path);
    compared = await compareAsWritten(old, output, save);
  } catch (error) {
    if (isAborted(error))
      terminal.note(`${store.painted()} frames are kept in ${output.store}; the same command goes on.`);
    throw error;
  }
  const now = await recipeOf(store);
  if (!output.toFolder) await rm(output.store, { recursive: true, force: true });
  const { same, said } = told(compared);
  return report(
    {
      ...{ name, path: output.path, same, said, recipe: now, started },
      difference: compared.difference,
      changed: changedIn(old.recipe, now, compared),
      details: { frames: compared.other },
      lossy: isFile(old) && endingOf(old.bytes) !== '.png',
    },
    terminal,
  );
}

const isFile = (old: Painted): old is PaintedFile => 'bytes' in old;

/** What tells the old animation from others of its name. */
const identityOf = async (old: Painted) =>
  isFile(old) ? sha256Of(old.bytes) : (await (await framesOf(old.name)).record?.())?.sha256;

/** @throws UsageError for what would write over what is read, and for frames whose recipes cannot be left out. */
async function chooseOutput(
  old: Painted,
  input: FoundInput,
  { output, overwrite, metadata }: PaintFlags,
): Promise<FramesOutput> {
  const isFolder = !isFile(old);
  const chosen = await chooseFramesOutput({ ...old.picture, isFolder }, { output, overwrite, suffix: 'again' });
  const isSource = input.path !== undefined && resolve(input.path) === resolve(chosen.path);
  if (isSource && (chosen.toFolder || !overwrite)) {
    throw new UsageError(`-o ${chosen.path} would write over the source. Name another place.`);
  }
  if (chosen.toFolder && metadata === false) {
    throw new UsageError(`--no-metadata: frames of a folder are compared by their recipes. Name a file with -o.`);
  }
  return chosen;
}

/** Compares with the new frames in the format of the old ones: what was lost by writing them is lost again. */
async function compareAsWritten(
  old: Painted,
  { path, store }: FramesOutput,
  save: (path: string) => Promise<string>,
): Promise<ComparedFrames> {
  if (!isFile(old)) return compareFrames(await framesOf(old.name), await framesOf(store)); // PNGs, both of them
  const { bytes } = old;
  const ending = endingOf(bytes);
  const written = extname(path).toLowerCase();
  if (written === ending || (written === '.apng' && ending === '.png')) {
    return compareFrames(await framesOf(bytes), await framesOf(path));
  }
  const folder = await mkdtemp(join(tmpdir(), 'overpaint-redo-'));
  try {
    return await compareFrames(await framesOf(bytes), await framesOf(await save(join(folder, `again${ending}`))));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const framesOf = (input: NodeImageInput) => openFrames(input, { limitInputPixels: Number.MAX_SAFE_INTEGER });

/** The ending of an animation's name, by its bytes. */
function endingOf(bytes: Uint8Array): '.gif' | '.webp' | '.png' | '.jpg' {
  if (bytes[0] === 0x47) return '.gif';
  if (bytes[0] === 0xff) return '.jpg'; // no animation
  return bytes[0] === 0x89 ? '.png' : '.webp';
}

/** What the new animation's file says of it. */
async function recipeOf(store: FrameStore): Promise<FoundRecipe> {
  for await (const { image, animation } of store.frames()) return { ...image.recipe, ...(animation && { animation }) };
  return {};
}

function told({ counts: [before, again], other, difference, sizes, delays }: ComparedFrames) {
  if (before !== again) return { same: false, said: `came out with ${again} frames, not ${before}` };
  if (difference === undefined) return { same: false, said: otherSize(...sizes) };
  if (other.length === 0) {
    const same = String(delays[0]) === String(delays[1]);
    const timing = same ? '' : ', but in another time';
    return { same, said: `came out the same, every pixel of its ${again} frames${timing}` };
  }
  const numbers = rangesOf(other.map(({ frame }) => frame));
  return {
    same: false,
    said: `came out otherwise in ${other.length} of its ${again} frames (${numbers}): ${farApart(difference)}`,
  };
}

/** Numbers in few words: `2–5, 9`. */
function rangesOf(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  const texts = ranges.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`));
  return texts.length > 10 ? `${texts.slice(0, 10).join(', ')} …` : texts.join(', ');
}

/** What differs by the recipes, and the time that frames are shown. */
function changedIn(
  { source: _first, ...before }: FoundRecipe, // of the first frame; what all were painted over, `animation` says
  { source: _new, ...now }: FoundRecipe,
  { delays: [was, is] }: ComparedFrames,
): readonly RecipeDifference[] {
  const timing = String(was) === String(is) ? [] : [{ what: 'delays', before: was, now: is }];
  return [...compareRecipes(before, now), ...timing];
}
