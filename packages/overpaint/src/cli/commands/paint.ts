import { embedMetadata, nodeImageCodec, type Painter } from '../../index.js';
import { duration } from '../bar.js';
import { type Batch, openBatch } from '../batch.js';
import { callOptions } from '../call-options.js';
import { chooseDestination, type Destination, type Place } from '../destination.js';
import { eachPicture, type Skipped, type Turn } from '../each-picture.js';
import type { PaintOptions } from '../painting-flags.js';
import type { PaintFlags } from '../painting-options.js';
import { findPictures, type Picture } from '../pictures.js';
import { showProgress } from '../progress.js';
import type { Session } from '../session.js';
import { UsageError } from '../usage-error.js';

/** What painting one source came to, as `--json` tells it. */
interface Painted {
  readonly seed: number;
  readonly recipe: unknown;
  readonly timings: unknown;
  readonly warnings: readonly string[];
}

/** Paints every picture. Returns the exit status. */
export async function paint(names: readonly string[], flags: PaintFlags, session: Session): Promise<number> {
  const pictures = await findPictures(names, session.terminal);
  const destination = await chooseDestination(pictures, { ...flags, suffix: 'overpaint' });
  const options = await callOptions(flags, session);
  if (destination.stdout && picturesOf(options) > 1) throw new UsageError('-o -: one picture goes to stdout.');
  if (destination.stdout && flags.json) throw new UsageError('-o - and --json both want stdout. Choose one.');
  if (flags.quality !== undefined && destination.format === 'png') {
    session.terminal.note('--quality is for JPEG and WebP; the results are PNG, which loses nothing.');
  }
  const batch = flags.resume ? await openBatch(flags, destination) : undefined;
  const sources = batch ? await withoutResults(pictures, batch) : pictures;
  // Of many, model and mask are opened once.
  const painter = pictures.length > 1 ? await session.overpaint.prepare(options) : undefined;
  const task: Task = { options, destination, flags, batch, painter };
  try {
    return await eachPicture(sources, session, (turn) => paintOne(turn, task, session), {
      concurrency: flags.concurrency,
      resume: batch && 'The same command goes on with those that are missing.',
    });
  } finally {
    await painter?.dispose();
    await batch?.close();
  }
}

async function withoutResults(pictures: readonly Picture[], batch: Batch): Promise<Picture[]> {
  const sources: Picture[] = [];
  for (const picture of pictures) if (!(await batch.isResult(picture))) sources.push(picture);
  return sources;
}

interface Task {
  readonly batch: Batch | undefined;
  readonly painter: Painter | undefined;
  readonly options: PaintOptions;
  readonly destination: Destination;
  readonly flags: PaintFlags;
}

async function paintOne(
  { picture, title, outputs }: Turn,
  { options, destination, flags, batch, painter }: Task,
  { terminal, overpaint, interruption: { signal } }: Session,
): Promise<Painted | Skipped> {
  const total = picturesOf(options);
  const source = await batch?.source(picture);
  const { results, seed: earlier } = source?.begun ?? {};
  const whole = results?.size === total && !flags.saveControl ? [...results.values()] : undefined;
  const there = source?.done ?? whole;
  if (there) {
    if (!source?.done) await source?.finish(there); // the run ended between its last result and saying so
    outputs.push(...there);
    return { skipped: true };
  }
  await destination.check(picture);
  const encoding = flags.quality === undefined ? {} : { quality: flags.quality };
  const show = showProgress(terminal, title, total);
  const image = await picture.load(signal);
  const again = { signal, ...(earlier !== undefined && { seed: earlier }) };
  const run = painter ? painter.paint(image, again) : overpaint.img2img({ ...options, ...again, image });
  const write = async (bytes: Uint8Array, place: Omit<Place, 'picture' | 'total'> & { readonly seed?: number }) => {
    const { seed, ...at } = place;
    const number = at.beside ?? String(at.number);
    const path = await destination.write(bytes, { ...at, ...source?.writing({ number, seed, bytes }), picture, total });
    outputs.push(path);
    if (path !== '-') terminal.print(path);
  };
  try {
    // Each picture is saved as soon as it is there, so that stopping later keeps it.
    for await (const event of run) {
      show(event);
      if (event.type === 'warning') terminal.note(`${picture.name}: warning: ${event.warning.message}`);
      if (event.type === 'control' && flags.saveControl && !destination.stdout) {
        const bytes = embedMetadata(await nodeImageCodec.encodeImage(event.image, 'png'), 'png', {});
        await write(bytes, { number: 1, beside: `control-${event.preprocess}` });
      }
      if (event.type !== 'image') continue;
      const bytes = await event.image.encode(destination.format, encoding);
      await write(bytes, { number: event.picture + 1, seed: event.image.seed - event.picture });
    }
  } catch (error) {
    run.abort(error);
    await run.catch(() => {}); // the error above is the one to tell
    throw error;
  }
  const { images, seed, recipe, timings, warnings } = await run;
  await source?.finish(outputs);
  const { width, height } = images[0];
  terminal.note(`${title}  ${width} × ${height}, seed ${seed}, ${duration(timings.total)}`);
  return { seed, recipe, timings, warnings: warnings.map(({ message }) => message) };
}

const picturesOf = ({ prompt, count = 1 }: PaintOptions) => count * (Array.isArray(prompt) ? prompt.length : 1);
