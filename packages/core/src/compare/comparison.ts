import { version } from '../../package.json';
import { askedSettings } from '../asked-settings.js';
import type { ImageCodec } from '../backend/image-codec.js';
import { checkChoice, checkNames, checkNumber, checkText } from '../check.js';
import { checkOptionNames } from '../check-options.js';
import { InvalidArgumentError, isAborted, throwIfAborted } from '../errors/index.js';
import type { Img2ImgEvent } from '../events.js';
import type { Image } from '../image/image.js';
import { embedMetadata } from '../metadata/embed-metadata.js';
import { namedBy } from '../named-picture.js';
import type { Img2ImgOptions } from '../options.js';
import type { OverpaintImage } from '../overpaint-image.js';
import { randomSeed } from '../random/index.js';
import type { Recipe, SourceRecord } from '../recipe.js';
import type { Img2ImgResult } from '../run.js';
import type { Warning } from '../warning.js';
import { type Axes, type CellPlan, crossAxes, paintingOrder } from './axes.js';
import { axisText } from './axis-text.js';
import type { ComparisonRecipe } from './comparison-recipe.js';
import { layoutSheet, type SheetCell, type SheetLayout } from './sheet-layout.js';
import { type SheetCellRecipe, sheetRecipe } from './sheet-recipe.js';

type Options = Img2ImgOptions;

/** What `compare()` is asked: what `img2img()` is, and of which options several values are wanted. */
export type CompareOptions<O, I extends OverpaintImage> = Omit<O, 'count' | 'onProgress' | 'preview'> & {
  readonly axes: Axes<O>;
  readonly onProgress?: CellProgress<O, I> | undefined;
};

/** Told what `img2img()` tells, and of which cell. */
type CellProgress<O, I extends OverpaintImage> = (event: Img2ImgEvent<I>, cell: CellPlan<O>) => void;

/** A cell of a comparison: a picture, or why there is none. */
export type ComparedCell<O, I> = CellPlan<O> & { readonly labels: readonly string[] } & (
    | { readonly image: I; readonly warnings: readonly Warning[]; readonly error?: undefined }
    | { readonly image?: undefined; readonly error: Error }
  );

/** How a sheet looks. */
export interface SheetOptions<O = unknown, I = unknown> {
  /** A line over the pictures. Default: the prompt, where all cells have the same, and the seed. */
  readonly title?: string | undefined;
  /** What the source is called: stands before the title. It is drawn, and recipes do not keep it. */
  readonly sourceName?: string | undefined;
  /** Pictures in a row. Default: as many as the first axis has values; more than 5 of a single axis are wrapped. */
  readonly columns?: number | undefined;
  /** Longest side of a picture on the sheet, in pixels; larger ones are scaled down. Default: as they are. */
  readonly largest?: number | undefined;
  /** Pictures that stand before the cells, such as the source. */
  readonly before?: readonly SheetPicture[] | undefined;
  /** The lines under a cell. Default: `option=value` of each axis. */
  readonly labels?: ((cell: ComparedCell<O, I>) => readonly string[]) | undefined;
}

/** A picture of one's own on a sheet. One that was painted over the same source can be painted again with the sheet. */
export interface SheetPicture {
  readonly image: Image & { readonly recipe?: Recipe | undefined };
  readonly labels: readonly string[];
}

/** A labelled sheet. Files of it carry axes, options and seed, and the label of AI-made pictures. */
export interface Sheet extends Image {
  readonly recipe: ComparisonRecipe;
  encode(...args: Parameters<OverpaintImage['encode']>): Promise<Uint8Array>;
}

/** What a comparison is made of: the call that paints a cell, and what draws a sheet. */
export interface CompareCalls<I extends OverpaintImage> {
  img2img(options: Options): PromiseLike<Img2ImgResult<I>>;
  drawSheet(layout: SheetLayout): Promise<Image>;
  /** Reads source and mask, once for all cells, and writes sheets. */
  readonly codec: Pick<ImageCodec, 'openImage' | 'encodeImage'>;
}

/** Options whose source and mask are decoded, so that cells do not each read them, and what recipes keep of the source. */
interface DecodedInputs {
  readonly options: Options;
  readonly source: SourceRecord | undefined;
}

/**
 * A comparison: an async iterable of its cells, in the order in which they are painted, and `sheet()`, which paints what is
 * left and lays all of them side by side. Nothing is painted before it is asked for; each cell is painted once, however
 * many ask for it. A cell that fails is one with an `error`; an abort, and a source that cannot be read, end the whole.
 */
export class Comparison<O, I extends OverpaintImage> implements AsyncIterable<ComparedCell<O, I>> {
  readonly seed: number;
  readonly cells: readonly CellPlan<O>[];
  readonly #order: readonly CellPlan<O>[];
  readonly #painted: Promise<ComparedCell<O, I>>[] = [];
  readonly #shared: Options;
  readonly #onProgress: CellProgress<O, I> | undefined;
  readonly #axes: Axes<O>;
  #inputs: Promise<DecodedInputs> | undefined;

  /** @internal */
  constructor(
    private readonly calls: CompareCalls<I>,
    options: CompareOptions<O, I>,
  ) {
    checkOptionNames('options', options, ['axes']);
    const { axes, onProgress, ...rest } = options as { axes: Axes<O>; onProgress?: CellProgress<O, I> };
    const shared = rest as unknown as Options;
    const { seed = randomSeed(), prompt, count } = shared;
    if (Array.isArray(prompt)) {
      throw new InvalidArgumentError('prompt', 'one prompt; several of them are an axis', prompt);
    }
    checkNumber('count', count, 1, 1);
    if (onProgress !== undefined && typeof onProgress !== 'function') {
      throw new InvalidArgumentError('onProgress', 'a function that takes an event', onProgress);
    }
    this.#axes = axes;
    this.#onProgress = onProgress;
    this.seed = seed;
    this.#shared = { ...shared, seed };
    this.cells = crossAxes(axes);
    this.#order = paintingOrder(this.cells);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ComparedCell<O, I>, void, undefined> {
    for (const position of this.#order.keys()) yield await this.#at(position);
  }

  /** All cells on one sheet, drawn once they are there. */
  async sheet(options: SheetOptions<O, I> = {}): Promise<Sheet> {
    checkNames('options', options, {
      ...{ title: true, sourceName: true, columns: true, largest: true, before: true, labels: true },
    });
    const { largest, sourceName, before = [], labels = (cell) => cell.labels } = options;
    checkNumber('columns', options.columns, 1, 1000, { whole: true });
    checkNumber('largest', largest, 16, 16384, { whole: true });
    checkText('sourceName', sourceName);
    const cells: ComparedCell<O, I>[] = [];
    for await (const cell of this) cells[cell.index] = cell;
    const drawn: SheetCell[] = cells.map((cell) => ({
      labels: labels(cell),
      ...(cell.error ? { error: cell.error } : { image: cell.image as Image }),
    }));
    const shown = [...before, ...drawn];
    const title = options.title ?? this.#title();
    const columns = options.columns ?? this.#columns();
    const look = { columns, ...(largest !== undefined && { largest }) };
    const { source } = await this.#inputs!;
    const heading = [sourceName, title].filter(Boolean).join(' · ');
    const sheet = await this.calls.drawSheet(layoutSheet(shown, { ...look, title: heading }));
    const painted = cells.find(({ image }) => image?.recipe)?.image?.recipe.source;
    const recipes = shown.map((cell) => cellRecipe(cell, [source, painted]));
    return this.#sheetOf(sheet, { source, sheet: sheetRecipe({ title, ...look, cells: recipes }) });
  }

  /** Cells are painted one after the other, whoever asks for which. */
  #at(position: number): Promise<ComparedCell<O, I>> {
    this.#painted[position] ??= this.#paint(position);
    return this.#painted[position];
  }

  async #paint(position: number): Promise<ComparedCell<O, I>> {
    if (position > 0) await this.#at(position - 1);
    throwIfAborted(this.#shared.signal);
    this.#inputs ??= this.#decode();
    const { options: shared } = await this.#inputs;
    const cell = this.#order[position]!;
    const labels = cell.choices.map(({ option, text }) => `${option}=${text}`);
    const onProgress = (event: Img2ImgEvent) => this.#onProgress?.(event as Img2ImgEvent<I>, cell);
    const own = cell.options as Partial<Options>;
    try {
      const { images, warnings } = await this.calls.img2img({ ...shared, ...own, onProgress });
      return { ...cell, labels, image: images[0], warnings };
    } catch (error) {
      if (isAborted(error)) throw error;
      return { ...cell, labels, error: error instanceof Error ? error : new Error(String(error)) };
    }
  }

  async #decode(): Promise<DecodedInputs> {
    const { image, mask, limitInputPixels, signal } = this.#shared;
    const open = (input: unknown) => this.calls.codec.openImage(input, { limitInputPixels, signal });
    const opened = await open(image);
    const decoded = { ...this.#shared, image: await opened.decode() };
    const source = await opened.record?.();
    const decodeMask = async () => (await open(mask)).decode();
    const masking = mask === undefined ? {} : { mask: await namedBy('mask', decodeMask()) };
    return { options: { ...decoded, ...masking }, source };
  }

  #columns(): number {
    const across = Math.max(...this.cells.map(({ column }) => column)) + 1;
    return across === this.cells.length && across > 5 ? Math.ceil(Math.sqrt(across)) : across;
  }

  #title(): string {
    const { prompt } = this.#shared;
    const same = typeof prompt === 'string' && !('prompt' in (this.#axes as object)) ? prompt : '';
    return [same, `seed ${this.seed}`].filter(Boolean).join(' · ');
  }

  #sheetOf({ width, height, data }: Image, made: Pick<ComparisonRecipe['comparison'], 'source' | 'sheet'>): Sheet {
    const recipe = this.#recipe(made);
    const { metadata = true } = this.#shared;
    return {
      ...{ width, height, data, recipe },
      encode: async (format = 'png', options = {}) => {
        checkChoice('format', format, ['png', 'jpeg', 'webp']);
        checkNames('options', options, { quality: true });
        checkNumber('quality', options.quality, 1, 100, { whole: true });
        const bytes = await this.calls.codec.encodeImage({ width, height, data }, format, options);
        return embedMetadata(bytes, format, metadata ? { recipe } : {});
      },
    };
  }

  #recipe({ source, sheet }: Pick<ComparisonRecipe['comparison'], 'source' | 'sheet'>): ComparisonRecipe {
    const options = plainSettings(this.#shared);
    const axes = Object.entries<readonly unknown[] | undefined>(this.#axes).flatMap(([option, values]) =>
      values === undefined ? [] : [[option, values.map((value) => plainSettings({ [option]: value })[option] ?? null)]],
    );
    return {
      ...{ version: 1, generator: `overpaint ${version}` },
      comparison: { axes: Object.fromEntries(axes), options, ...(source && { source }), sheet },
    };
  }
}

/** What a sheet's recipe keeps of a picture: its own recipe where it was painted over the sheet's source, by whichever record. */
function cellRecipe(
  { labels, image, error }: SheetCell,
  sources: readonly (SourceRecord | undefined)[],
): SheetCellRecipe {
  if (error) return { labels, error: String((error as { code?: unknown }).code ?? error.name) };
  const { recipe } = image as { recipe?: Recipe };
  if (recipe === undefined) return { labels };
  const { source, ...rest } = recipe;
  const same = source === undefined || sources.some((one) => one?.of === source.of && one.sha256 === source.sha256);
  return { labels, ...(same && { recipe: rest }) };
}

/** What plain JSON holds of options; of a model its id. */
function plainSettings(options: Readonly<Record<string, unknown>> | Options): Readonly<Record<string, unknown>> {
  const { prompt, model } = options as Options;
  return {
    ...(prompt !== undefined && { prompt }),
    ...(model !== undefined && { model: axisText(model) }),
    ...askedSettings(options as Img2ImgOptions),
  };
}
