import { basename } from 'node:path';
import type { Axes, ComparedCell, Img2ImgOptions, SheetPicture } from '../index.js';
import { duration } from './bar.js';
import { decodeOnce } from './decode-once.js';
import { chooseDestination } from './destination.js';
import { eachPicture } from './each-picture.js';
import { describeFailure, failureOf, isUsage } from './failure.js';
import { checkNames, type PaintOptions } from './painting-flags.js';
import type { PaintFlags } from './painting-options.js';
import type { Picture } from './pictures.js';
import { showProgress } from './progress.js';
import type { Session } from './session.js';
import { UsageError } from './usage-error.js';

/** What a sheet compares. */
export interface SheetPlan {
  /** What all cells have in common. */
  readonly options: PaintOptions;
  readonly axes: Axes<Img2ImgOptions>;
}

type Cell = ComparedCell;

/** How a sheet looks and what its file is called. */
export interface SheetLook {
  readonly suffix: string;
  readonly columns?: number;
  /** Longest side of a picture on the sheet, in pixels. */
  readonly largest?: number;
  /** Whether the source stands first. */
  readonly withSource?: boolean;
  readonly labels?: (cell: Pick<Cell, 'choices'>) => readonly string[];
}

/**
 * Compares with each source, and writes one labelled sheet for each of them. Returns the exit status: 1 also where a cell
 * has failed.
 */
export async function paintSheets(
  pictures: readonly Picture[],
  plan: SheetPlan,
  { flags, look, session }: { flags: PaintFlags; look: SheetLook; session: Session },
): Promise<number> {
  const destination = await chooseDestination(pictures, { ...flags, suffix: look.suffix });
  if (destination.format !== 'png') throw new UsageError('A contact sheet is a PNG. Give -o a name that ends in .png.');
  if (destination.stdout && flags.json) throw new UsageError('-o - and --json both want stdout. Choose one.');
  let failed = 0;
  const status = await eachPicture(pictures, session, async ({ picture, outputs }) => {
    await destination.check(picture);
    const { bytes, seed, cells } = await paintSheet(picture, plan, look, session);
    const path = await destination.write(bytes, { picture, number: 1, total: 1 });
    outputs.push(path);
    if (path !== '-') session.terminal.print(path);
    const failures = cells.flatMap((cell) =>
      cell.error ? [{ cell: nameOf(cell, look), ...failureOf(cell.error) }] : [],
    );
    failed += failures.length;
    return { seed, pictures: cells.map((cell) => nameOf(cell, look)), ...(failures.length > 0 && { failures }) };
  });
  return failed > 0 ? 1 : status;
}

async function paintSheet(
  picture: Picture,
  { options, axes }: SheetPlan,
  look: SheetLook,
  { terminal, overpaint, debug, interruption: { signal } }: Session,
): Promise<{ bytes: Uint8Array; seed: number; cells: readonly Cell[] }> {
  const loaded = await picture.load(signal);
  // A file is read by each call, so that the sheet's recipe has its sha256; what lies in the network is fetched once.
  const image = picture.from === 'address' ? await decodeOnce(loaded, options, signal) : loaded;
  const name = (cell: Pick<Cell, 'choices'>) => nameOf(cell, look);
  const comparison = overpaint.compare({
    ...{ ...options, image, axes, signal },
    onProgress: (event, cell) => progress.get(cell.index)!(event),
  });
  const { cells: planned, seed } = comparison;
  const progress = new Map(
    planned.map((cell) => [
      cell.index,
      showProgress(terminal, `[${cell.index + 1}/${planned.length}] ${name(cell)}`, 1),
    ]),
  );
  // Planning opens no network: a wrong value is told now and not after an hour. What else fails is a cell that says so.
  for (const cell of planned) {
    const asked = { ...options, ...cell.options };
    checkNames(asked);
    await overpaint.plan({ ...asked, image, signal }).catch((error: unknown) => {
      if (isUsage(error)) throw error;
    });
  }

  const before: SheetPicture[] = [];
  if (look.withSource) {
    const { images } = await overpaint.img2img({ ...options, ...asItIs, image, signal });
    before.push({ image: images[0], labels: ['source'] });
  }
  const started = performance.now();
  const cells: Cell[] = [];
  for await (const cell of comparison) {
    cells[cell.index] = cell;
    if (cell.error) terminal.error(`${name(cell)}: ${describeFailure(cell.error, debug)}`);
    else for (const { message } of cell.warnings) terminal.note(`${name(cell)}: warning: ${message}`);
  }
  const seconds = (performance.now() - started) / 1000;
  const missing = cells.filter(({ error }) => error).length;
  const told = missing > 0 ? `, ${missing} failed` : '';
  terminal.note(
    `${picture.name}  ${cells.length} picture${cells.length === 1 ? '' : 's'}${told}, seed ${seed}, ${duration(seconds)}`,
  );
  const { columns, largest } = look;
  const sheet = await comparison.sheet({
    ...{ columns, largest, before, sourceName: basename(picture.name) },
    ...(look.labels && { labels: look.labels }),
  });
  return { bytes: await sheet.encode('png'), seed, cells };
}

const labelsOf = ({ choices }: Pick<Cell, 'choices'>) => choices.map(({ option, text }) => `${option}=${text}`);

const nameOf = (cell: Pick<Cell, 'choices'>, { labels = labelsOf }: SheetLook) => labels(cell).join(' · ');

/** Options that give the source back, fitted to the size of the results. */
const asItIs = { strength: 0, initStrength: undefined, style: undefined, promptMagic: false, count: 1 } as const;
