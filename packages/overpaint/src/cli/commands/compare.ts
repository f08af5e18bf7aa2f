import { InvalidArgumentError } from 'commander';
import type { Axes, Img2ImgOptions } from '../../index.js';
import { callOptions } from '../call-options.js';
import { paintSheets } from '../paint-sheets.js';
import { findPaintingFlag, paintingFlagNames } from '../painting-flags.js';
import type { PaintFlags } from '../painting-options.js';
import { findPictures } from '../pictures.js';
import type { Session } from '../session.js';
import { UsageError } from '../usage-error.js';

/** Paints each picture once for every combination of `--compare key=a,b,c`. Returns the exit status. */
export async function compare(
  names: readonly string[],
  comparisons: readonly string[],
  { flags, session }: { flags: PaintFlags; session: Session },
): Promise<number> {
  const options = await callOptions(flags, session);
  if ((options.count ?? 1) !== 1)
    throw new UsageError('--compare paints one picture for each value. Leave --count out.');
  if (Array.isArray(options.prompt)) {
    throw new UsageError('--compare takes one prompt. For several: --compare prompt=a,b');
  }
  const axes = new Map<string, readonly unknown[]>();
  for (const [key, values] of comparisons.map(parseComparison)) {
    if (axes.has(key)) throw new UsageError(`--compare: ${key} is given twice. Write its values in one list.`);
    axes.set(key, values);
  }
  const plan = { options, axes: Object.fromEntries(axes) as Axes<Img2ImgOptions> };
  return paintSheets(await findPictures(names, session.terminal), plan, {
    ...{ flags, session },
    look: { suffix: 'compare' },
  });
}

/** `strength=0.3,0.5` as an option and its values. A comma inside a value is written `\,`. */
export function parseComparison(text: string): readonly [key: string, values: readonly unknown[]] {
  const [, name, list] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (name === undefined || list === undefined) {
    throw new UsageError(`--compare: expected key=a,b,c such as strength=0.3,0.5,0.7, received "${text}".`);
  }
  const flag = findPaintingFlag(name);
  if (flag === undefined || flag.key === 'count') {
    const known = paintingFlagNames.filter((name) => name !== 'count').join(', ');
    throw new UsageError(`--compare: "${name}" cannot be compared. What can: ${known}.`);
  }
  const values = list.split(/(?<!\\),/).map((value) => value.replaceAll('\\,', ',').trim());
  return [flag.key, values.map((value) => parse(flag, name, value))];
}

/** Lists of an option, such as its LoRAs, have one entry in each cell. */
const lists = ['loras', 'references'];

function parse(flag: NonNullable<ReturnType<typeof findPaintingFlag>>, name: string, value: string): unknown {
  try {
    const parsed = flag.parse(value);
    return lists.includes(flag.key) ? [parsed] : parsed;
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new UsageError(`--compare ${name}: "${value}" does not fit. ${error.message}`);
  }
}
