import { readFile } from 'node:fs/promises';
import { fromRecipe, InvalidArgumentError, readRecipe } from '../index.js';
import { chooseDestination, type Destination, type DestinationOptions } from './destination.js';
import { checkNames, type PaintOptions, readDials } from './dials.js';
import { eachPicture, type Turn } from './each-picture.js';
import { findPictures } from './pictures.js';
import { duration, showProgress } from './progress.js';
import type { CommonFlags, RuntimeFlags, Session } from './session.js';
import { UsageError } from './usage-error.js';

/** Flags of the commands that paint, beside the dials. */
export interface PaintFlags extends CommonFlags, RuntimeFlags, Omit<DestinationOptions, 'suffix'> {
  readonly quality?: number;
  readonly metadata?: boolean;
  readonly recipe?: string;
}

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
  const options = await paintingOptions(flags);
  if (destination.stdout && picturesOf(options) > 1) throw new UsageError('-o -: one picture goes to stdout.');
  if (destination.stdout && flags.json) throw new UsageError('-o - and --json both want stdout. Choose one.');
  return eachPicture(pictures, session, (turn) => paintOne(turn, { options, destination, flags }, session));
}

/** The dials, a recipe beneath them, and what the command line adds. */
export async function paintingOptions(flags: PaintFlags): Promise<PaintOptions> {
  const dials = readDials(flags as Readonly<Record<string, unknown>>);
  const recipe = flags.recipe === undefined ? {} : await loadRecipe(flags.recipe);
  if (dials.initStrength !== undefined) delete recipe['strength']; // one dial, read from its two ends
  const options = { ...recipe, ...dials, ...(flags.metadata === false && { metadata: false }) };
  checkNames(options);
  return options;
}

async function loadRecipe(path: string): Promise<Record<string, unknown>> {
  const found = await readFile(path).then(
    (bytes) => readRecipe(bytes),
    (cause: Error) => {
      throw new UsageError(`--recipe: ${path} could not be read (${cause.message}).`, { cause });
    },
  );
  if (found === undefined) throw new InvalidArgumentError('recipe', 'a picture that holds a recipe', path);
  return { ...fromRecipe(found) };
}

interface Task {
  readonly options: PaintOptions;
  readonly destination: Destination;
  readonly flags: PaintFlags;
}

async function paintOne(
  { picture, title, outputs }: Turn,
  { options, destination, flags }: Task,
  { terminal, overpaint, interruption: { signal } }: Session,
): Promise<Painted> {
  await destination.check(picture);
  const total = picturesOf(options);
  const encoding = flags.quality === undefined ? {} : { quality: flags.quality };
  const show = showProgress(terminal, title, total);
  const run = overpaint.img2img({ ...options, image: await picture.load(signal), signal });
  try {
    // Each picture is saved as soon as it is there, so that stopping later keeps it.
    for await (const event of run) {
      show(event);
      if (event.type === 'warning') terminal.note(`${picture.name}: warning: ${event.warning.message}`);
      if (event.type !== 'image') continue;
      const bytes = await event.image.encode(destination.format, encoding);
      const path = await destination.write(bytes, { picture, number: event.picture + 1, total });
      outputs.push(path);
      if (path !== '-') terminal.print(path);
    }
  } catch (error) {
    run.abort(error);
    await run.catch(() => {}); // the error above is the one to tell
    throw error;
  }
  const { images, seed, recipe, timings, warnings } = await run;
  const { width, height } = images[0];
  terminal.note(`${title}  ${width} × ${height}, seed ${seed}, ${duration(timings.total)}`);
  return { seed, recipe, timings, warnings: warnings.map(({ message }) => message) };
}

const picturesOf = ({ prompt, count = 1 }: PaintOptions) => count * (Array.isArray(prompt) ? prompt.length : 1);
