import { readFile } from 'node:fs/promises';
import { fromRecipe, InvalidArgumentError, readRecipe } from '../index.js';
import { chooseDestination, type Destination, type DestinationOptions } from './destination.js';
import { type PaintOptions, readDials } from './dials.js';
import { describeFailure, isAborted, isUsage } from './failure.js';
import { findPictures, type Picture } from './pictures.js';
import { duration, showProgress } from './progress.js';
import type { CommonFlags, RuntimeFlags, Session } from './session.js';
import { UsageError } from './usage-error.js';
import { writeImage } from './write-result.js';

/** Flags of the commands that paint, beside the dials. */
export interface PaintFlags extends CommonFlags, RuntimeFlags, Omit<DestinationOptions, 'suffix'> {
  readonly quality?: number;
  readonly metadata?: boolean;
  readonly recipe?: string;
}

/** What became of one source, as `--json` tells it. */
interface Report {
  readonly input: string;
  readonly outputs: string[];
  readonly seed?: number;
  readonly recipe?: unknown;
  readonly timings?: unknown;
  readonly warnings?: readonly string[];
  readonly error?: { readonly code: string; readonly message: string };
}

/** Paints every picture, one after the other; one that fails does not stop the rest. Returns the exit status. */
export async function paint(names: readonly string[], flags: PaintFlags, session: Session): Promise<number> {
  const { terminal, interruption, debug } = session;
  const pictures = await findPictures(names);
  const destination = await chooseDestination(pictures, { ...flags, suffix: 'overpaint' });
  const options = await paintingOptions(flags);
  if (destination.stdout && picturesOf(options) > 1) throw new UsageError('-o -: one picture goes to stdout.');
  if (destination.stdout && flags.json) throw new UsageError('-o - and --json both want stdout. Choose one.');

  const reports: Report[] = [];
  for (const [index, picture] of pictures.entries()) {
    const name = pictures.length > 1 ? `[${index + 1}/${pictures.length}] ${picture.name}` : picture.name;
    const report: Report = { input: picture.name, outputs: [] };
    try {
      reports.push({ ...report, ...(await paintOne({ picture, name, options, destination, flags }, report, session)) });
    } catch (error) {
      if (interruption.signal.aborted && isAborted(error)) break;
      if (isUsage(error)) throw error;
      const message = describeFailure(error, debug);
      terminal.error(pictures.length > 1 ? `${picture.name}: ${message}` : message);
      reports.push({ ...report, error: { code: String((error as { code?: unknown }).code ?? 'UNKNOWN'), message } });
    }
    if (interruption.signal.aborted) break;
  }
  terminal.data(reports);
  return summarise(reports, pictures.length, session);
}

/** The dials, a recipe beneath them, and what the command line adds. */
export async function paintingOptions(flags: PaintFlags): Promise<PaintOptions> {
  const dials = readDials(flags as Readonly<Record<string, unknown>>);
  const recipe = flags.recipe === undefined ? {} : await loadRecipe(flags.recipe);
  if (dials.initStrength !== undefined) delete recipe['strength']; // one dial, read from its two ends
  return { ...recipe, ...dials, ...(flags.metadata === false && { metadata: false }) };
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
  readonly picture: Picture;
  readonly name: string;
  readonly options: PaintOptions;
  readonly destination: Destination;
  readonly flags: PaintFlags;
}

async function paintOne(
  { picture, name, options, destination, flags }: Task,
  { outputs }: Report,
  { terminal, overpaint, interruption }: Session,
): Promise<Partial<Report>> {
  const { signal } = interruption;
  const total = picturesOf(options);
  const show = showProgress(terminal, name, total);
  const run = overpaint.img2img({ ...options, image: await picture.load(signal), signal });
  try {
    // Each picture is saved as soon as it is there, so that stopping later keeps it.
    for await (const event of run) {
      show(event);
      if (event.type === 'warning') terminal.note(`${picture.name}: warning: ${event.warning.message}`);
      if (event.type !== 'image') continue;
      const number = event.picture + 1;
      const path = await writeImage(event.image, { destination, picture, number, total, quality: flags.quality });
      outputs.push(path);
      if (path !== '-') terminal.print(path);
    }
  } catch (error) {
    run.abort(error);
    await run.catch(() => {}); // the error above is the one to tell
    throw error;
  }
  const { images, seed, recipe, timings, warnings } = await run;
  const { width, height } = images[0]!;
  terminal.note(`${name}  ${width} × ${height}, seed ${seed}, ${duration(timings.total)}`);
  return { seed, recipe, timings, warnings: warnings.map(({ message }) => message) };
}

const picturesOf = ({ prompt, count = 1 }: PaintOptions) => count * (Array.isArray(prompt) ? prompt.length : 1);

function summarise(reports: readonly Report[], pictures: number, { terminal }: Session): number {
  const failed = reports.filter(({ error }) => error !== undefined).map(({ input }) => input);
  if (pictures > 1) {
    const done = reports.length - failed.length;
    const names = failed.length > 0 ? ` Failed: ${failed.join(', ')}.` : '';
    terminal.note(`${done} of ${pictures} pictures are painted.${names}`);
  }
  return failed.length > 0 ? 1 : 0;
}
