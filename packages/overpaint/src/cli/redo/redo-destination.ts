import type { ImageFormat } from '../../index.js';
import { chooseDestination, type Destination } from '../destination.js';
import type { PaintFlags } from '../painting-options.js';
import { UsageError } from '../usage-error.js';
import type { FoundInput } from './find-input.js';
import type { PaintedFile } from './painted-file.js';

/** Where the new one of a picture goes: beside the old one, in its format, where nothing says otherwise. @throws UsageError */
export async function redoDestination(
  { picture }: PaintedFile,
  format: ImageFormat,
  { path }: FoundInput,
  flags: PaintFlags,
): Promise<Destination> {
  const reads = path === undefined ? [] : [path];
  const kind = flags.output === undefined ? { format } : {};
  const destination = await chooseDestination([picture], { ...kind, ...flags, suffix: 'again', reads });
  if (destination.stdout && flags.json) throw new UsageError('-o - and --json both want stdout. Choose one.');
  await destination.check(picture);
  return destination;
}
