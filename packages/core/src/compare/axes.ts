import { checkObject } from '../check.js';
import { checkOptionNames } from '../check-options.js';
import { InvalidArgumentError } from '../errors/index.js';
import { axisText } from './axis-text.js';

/** Values to compare, by the option that takes them. The first axis runs across the sheet, all others down it. */
export type Axes<O> = { readonly [K in Exclude<keyof O, NoAxis>]?: readonly O[K][] | undefined };

/** What all cells have in common. */
type NoAxis = 'image' | 'count' | 'metadata' | 'preview' | 'signal' | 'onProgress' | 'replays';
const noAxes: readonly string[] = [
  'image',
  'count',
  'metadata',
  'preview',
  'signal',
  'onProgress',
  'replays',
] satisfies NoAxis[];

/** What one axis says of a cell. */
export interface AxisChoice {
  readonly option: string;
  readonly value: unknown;
  /** The value in words, such as `0.5` or `ink + film`. */
  readonly text: string;
}

/** A cell before it is painted: its place, and what is particular to it. */
export interface CellPlan<O> {
  /** Its number, row by row. */
  readonly index: number;
  readonly column: number;
  readonly row: number;
  readonly choices: readonly AxisChoice[];
  /** The options that differ from those of other cells. */
  readonly options: Partial<O>;
}

/** Options that are one dial, read from its two ends: to compare one leaves a given other one out. */
const otherEnds: Readonly<Record<string, string>> = { strength: 'initStrength', initStrength: 'strength' };

/** Every combination of the axes' values, row by row. @throws InvalidArgumentError `INVALID_ARGUMENT` for what is no axis. */
export function crossAxes<O>(axes: Axes<O>): readonly CellPlan<O>[] {
  const [across = [], ...down] = readAxes(axes);
  const rows = down.reduce<AxisChoice[][]>(
    (rows, values) => rows.flatMap((row) => values.map((value) => [...row, value])),
    [[]],
  );
  return rows.flatMap((rest, row) =>
    across.map((first, column) => {
      const choices = [first, ...rest];
      return { index: row * across.length + column, column, row, choices, options: optionsOf(choices) as Partial<O> };
    }),
  );
}

function optionsOf(choices: readonly AxisChoice[]): Record<string, unknown> {
  const given = Object.fromEntries(choices.map(({ option, value }) => [option, value]));
  const left = Object.keys(given).flatMap((option) => otherEnds[option] ?? []);
  return { ...Object.fromEntries(left.map((option) => [option, undefined])), ...given };
}

function readAxes(axes: unknown): AxisChoice[][] {
  const given = Object.entries(checkObject('axes', axes ?? null)!).filter(([, values]) => values !== undefined);
  if (given.length === 0) throw new InvalidArgumentError('axes', 'values by option: { strength: [0.3, 0.6] }', axes);
  checkOptionNames('axes', axes as object);
  return given.map(([option, values]) => {
    if (noAxes.includes(option)) {
      throw new InvalidArgumentError(`axes.${option}`, 'an option that may differ from cell to cell', option);
    }
    if (!Array.isArray(values) || values.length === 0) {
      throw new InvalidArgumentError(`axes.${option}`, 'an array of one value at least', values);
    }
    return values.map((value: unknown) => ({ option, value, text: axisText(value) }));
  });
}

/** Options whose change costs most, first: other weights to open, then other weights to make. */
const costly = ['model', 'loras', 'loraFolder', 'speed', 'features'];

/**
 * The order in which cells are painted: those with the same model come one after the other, and of these those with the
 * same LoRAs, so that each is opened once. The encoded source and texts are the model's to share.
 */
export function paintingOrder<O>(cells: readonly CellPlan<O>[]): readonly CellPlan<O>[] {
  const places = new Map<string, unknown[]>(); // of each option its values, in the order of the axis
  const placeOf = ({ options }: CellPlan<O>, option: string) => {
    const values = places.get(option) ?? [];
    places.set(option, values);
    const value = (options as Readonly<Record<string, unknown>>)[option];
    if (!values.includes(value)) values.push(value);
    return values.indexOf(value);
  };
  const keyed = cells.map((cell) => ({ cell, key: costly.map((option) => placeOf(cell, option)) }));
  keyed.sort((a, b) => {
    const differing = a.key.findIndex((place, index) => place !== b.key[index]);
    return differing < 0 ? a.cell.index - b.cell.index : a.key[differing]! - b.key[differing]!;
  });
  return keyed.map(({ cell }) => cell);
}
