import { embedMetadata, nodeImageCodec } from '../../index.js';
import { duration } from '../bar.js';
import { callOptions } from '../call-options.js';
import { chooseDestination, type Destination } from '../destination.js';
import { eachPicture, type Turn } from '../each-picture.js';
import type { PaintOptions } from '../painting-flags.js';
import type { PaintFlags } from '../painting-options.js';
import { findPictures } from '../pictures.js';
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
  return eachPicture(pictures, session, (turn) => paintOne(turn, { options, destination, flags }, session));
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
      if (event.type === 'control' && flags.saveControl && !destination.stdout) {
        const bytes = embedMetadata(await nodeImageCodec.encodeImage(event.image, 'png'), 'png', {});
        const path = await destination.write(bytes, {
          picture,
          number: 1,
          total: 1,
          beside: `control-${event.preprocess}`,
        });
        outputs.push(path);
        terminal.print(path);
      }
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
