import type { SourceRecord } from '../recipe.js';
import type { SheetRecipe } from './sheet-recipe.js';

/** What a sheet's file says of its making, as plain JSON: `compare({ image, ...options, axes })` paints it again. */
export interface ComparisonRecipe {
  readonly version: 1;
  /** The package and version that painted. */
  readonly generator: string;
  readonly comparison: {
    /** The values compared, by option; `null` where one was left to its default, or is none that JSON holds. */
    readonly axes: Readonly<Record<string, readonly unknown[]>>;
    /** What all cells were asked, the seed among it. */
    readonly options: Readonly<Record<string, unknown>>;
    /** The picture that was painted over. Missing in older recipes, and where the platform does not hash. */
    readonly source?: SourceRecord | undefined;
    /** What the sheet shows, and how each picture on it was painted. Missing in older recipes. */
    readonly sheet?: SheetRecipe | undefined;
  };
}
