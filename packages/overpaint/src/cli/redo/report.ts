import type { RecipeDifference } from '../../index.js';
import { duration } from '../bar.js';
import type { PixelDifference } from '../compare-pixels.js';
import type { Terminal } from '../terminal.js';
import { causeOf, describeChange } from './difference-words.js';

/** What painting something again came to. */
export interface Outcome {
  readonly name: string;
  /** Where the new one lies; `-` is stdout. */
  readonly path: string;
  readonly same: boolean;
  /** `came out …`, without a full stop. */
  readonly said: string;
  /** Lines for a person about the parts that differ, such as frames. */
  readonly parts?: readonly string[];
  /** The same for programs. */
  readonly details?: object;
  /** Nothing where the two have not the same size. */
  readonly difference: PixelDifference | undefined;
  /** What recipes say of the difference. */
  readonly changed: readonly RecipeDifference[];
  /** Whether they were compared after the same lossy coding. */
  readonly lossy: boolean;
  /** The new one's recipe. */
  readonly recipe: unknown;
  /** `performance.now()` when painting began. */
  readonly started: number;
}

/** Tells a person and programs how it went. Returns the exit status: 1 where the two are not the same. */
export function report(outcome: Outcome, terminal: Terminal): number {
  const { name, path, same, said, parts = [], details, difference, changed, lossy, recipe, started } = outcome;
  terminal.note(`${name}  ${said}.${same && changed.length === 0 ? '' : causeOf(changed, { lossy })}`);
  for (const line of [...changed.map(describeChange), ...parts]) terminal.note(`  ${line}`);
  terminal.note(`${path === '-' ? 'stdout' : path}  ${duration((performance.now() - started) / 1000)}`);
  if (path !== '-') terminal.print(path);
  terminal.data([
    { input: name, outputs: [path], same, ...(difference && { difference }), ...details, changed, recipe },
  ]);
  return same ? 0 : 1;
}
