import { basename } from 'node:path';
import { embedMetadata, type Image } from '../index.js';
import { duration } from './bar.js';
import { contactSheet } from './contact-sheet.js';
import { decodeOnce } from './decode-once.js';
import { chooseDestination } from './destination.js';
import { eachPicture } from './each-picture.js';
import { checkNames, type PaintOptions } from './painting-flags.js';
import type { PaintFlags } from './painting-options.js';
import type { Picture } from './pictures.js';
import { showProgress } from './progress.js';
import type { Session } from './session.js';
import { UsageError } from './usage-error.js';

/** A picture that a sheet will show: its lines of text, and the options that paint it. */
export interface SheetPlan {
  readonly labels: readonly string[];
  readonly options: PaintOptions;
}

/** How a sheet looks and what its file is called. */
export interface SheetLook {
  readonly suffix: string;
  readonly columns: number;
  /** Longest side of a picture on the sheet, in pixels. */
  readonly largest: number;
  /** Whether the source stands first. */
  readonly withSource: boolean;
}

/**
 * Paints all pictures of a sheet from each source with one seed, and writes one labelled PNG for each source. Returns the
 * exit status.
 */
export async function paintSheets(
  pictures: readonly Picture[],
  plans: readonly SheetPlan[],
  { flags, look, session }: { flags: PaintFlags; look: SheetLook; session: Session },
): Promise<number> {
  const destination = await chooseDestination(pictures, { ...flags, suffix: look.suffix });
  if (destination.format !== 'png') throw new UsageError('A contact sheet is a PNG. Give -o a name that ends in .png.');
  for (const { options } of plans) checkNames(options);
  if (destination.stdout && flags.json) throw new UsageError('-o - and --json both want stdout. Choose one.');
  return eachPicture(pictures, session, async ({ picture, outputs }) => {
    await destination.check(picture);
    const { bytes, seed } = await paintSheet(picture, plans, look, session);
    const path = await destination.write(bytes, { picture, number: 1, total: 1 });
    outputs.push(path);
    if (path !== '-') session.terminal.print(path);
    return { seed, pictures: plans.map(nameOf) };
  });
}

async function paintSheet(
  picture: Picture,
  plans: readonly SheetPlan[],
  look: SheetLook,
  { terminal, overpaint, interruption: { signal } }: Session,
): Promise<{ bytes: Uint8Array; seed: number }> {
  const image = await decodeOnce(await picture.load(signal), plans[0]!.options, signal);
  // Planning opens no network: a wrong value is told now and not after an hour.
  const [first] = await Promise.all(plans.map(({ options }) => overpaint.plan({ ...options, image, signal })));
  const { seed } = first!;

  const cells: { image: Image; labels: readonly string[] }[] = [];
  if (look.withSource) {
    const { images } = await overpaint.img2img({ ...plans[0]!.options, ...asItIs, image, signal });
    cells.push({ image: images[0], labels: ['source'] });
  }
  const started = performance.now();
  for (const [index, plan] of plans.entries()) {
    const name = nameOf(plan);
    const show = showProgress(terminal, `[${index + 1}/${plans.length}] ${name}`, 1);
    const run = overpaint.img2img({ seed, ...plan.options, image, signal, onProgress: show });
    const { images, warnings } = await run;
    for (const { message } of warnings) terminal.note(`${name}: warning: ${message}`);
    cells.push({ image: images[0], labels: plan.labels });
  }
  terminal.note(
    `${picture.name}  ${plans.length} pictures, seed ${seed}, ${duration((performance.now() - started) / 1000)}`,
  );
  const title = [basename(picture.name), titleOf(plans), `seed ${seed}`].filter(Boolean).join(' · ');
  const png = await contactSheet(cells, { title, columns: look.columns, largest: look.largest });
  return { bytes: embedMetadata(png, 'png', {}), seed };
}

const nameOf = ({ labels }: SheetPlan) => labels.join(' · ');

/** Options that give the source back, fitted to the size of the results. */
const asItIs = { strength: 0, initStrength: undefined, style: undefined, promptMagic: false, count: 1 } as const;

/** The prompt, where all pictures have the same. */
function titleOf(plans: readonly SheetPlan[]): string {
  const prompts = new Set(plans.map(({ options }) => options.prompt));
  const [prompt] = prompts;
  return prompts.size === 1 && typeof prompt === 'string' ? prompt : '';
}
