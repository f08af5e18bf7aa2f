import { InvalidArgumentError } from 'commander';
import { callOptions } from '../call-options.js';
import { paintSheets, type SheetPlan } from '../paint-sheets.js';
import { findPaintingFlag, type PaintOptions, paintingFlagNames } from '../painting-flags.js';
import type { PaintFlags } from '../painting-options.js';
import { findPictures } from '../pictures.js';
import type { Session } from '../session.js';
import { UsageError } from '../usage-error.js';

/** Paints each picture once for every value of `--compare key=a,b,c`, or for every pair of two such lists. Returns the exit status. */
export async function compare(
  names: readonly string[],
  comparisons: readonly string[],
  { flags, session }: { flags: PaintFlags; session: Session },
): Promise<number> {
  const base = await callOptions(flags, session);
  if ((base.count ?? 1) !== 1) throw new UsageError('--compare paints one picture for each value. Leave --count out.');
  if (Array.isArray(base.prompt)) throw new UsageError('--compare takes one prompt. For several: --compare prompt=a,b');
  const [across, down, ...more] = comparisons.map(parseComparison);
  if (more.length > 0) throw new UsageError('--compare: a sheet has two directions, so at most two can be given.');
  const plans = down === undefined ? across! : down.flatMap((row) => across!.map((column) => combine(column, row)));
  const columns = down === undefined && across!.length > 5 ? Math.ceil(Math.sqrt(across!.length)) : across!.length;
  return paintSheets(
    await findPictures(names, session.terminal),
    plans.map(({ labels, options }) => ({ labels, options: { ...base, ...options } })),
    { flags, session, look: { suffix: 'compare', columns, largest: Number.POSITIVE_INFINITY, withSource: false } },
  );
}

/** `strength=0.3,0.5` as one plan for each value. A comma inside a value is written `\,`. */
export function parseComparison(text: string): SheetPlan[] {
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
  return values.map((value) => ({
    labels: [`${name.trim()}=${value}`],
    options: { ...otherEnd(flag.key), [flag.key]: parse(flag, name, value) },
  }));
}

function parse(flag: NonNullable<ReturnType<typeof findPaintingFlag>>, name: string, value: string): unknown {
  try {
    return flag.parse(value);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new UsageError(`--compare ${name}: "${value}" does not fit. ${error.message}`);
  }
}

/** Both strengths are one dial: comparing one leaves a given other one out. */
function otherEnd(key: keyof PaintOptions): PaintOptions {
  if (key === 'strength') return { initStrength: undefined };
  return key === 'initStrength' ? { strength: undefined } : {};
}

const combine = (column: SheetPlan, row: SheetPlan): SheetPlan => ({
  labels: [...column.labels, ...row.labels],
  options: { ...column.options, ...row.options },
});
