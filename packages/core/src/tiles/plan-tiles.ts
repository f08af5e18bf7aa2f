import { UnsupportedError } from '../errors/index.js';
import type { Size } from '../image/index.js';
import { betweenPieces } from '../model/between-pieces.js';
import type { ModelDescription } from '../model/describe.js';
import { coverWithWindows, type Windows } from './windows.js';

/** How a large picture is painted part by part. Plain JSON, in pixels of what the network takes. */
export interface TilePlan {
  /** The windows that the networks see, each of the size that the model was trained on. */
  readonly window: Size;
  /** How far a window lies over its neighbours at least. */
  readonly overlap: number;
  /** How many there are. */
  readonly count: number;
  /** Whether the denoiser sees windows too, or the autoencoder alone. */
  readonly prediction: boolean;
  /**
   * Whether the autoencoder's graph is run piece by piece, which gives what it gives at once and holds tensors of the picture's size.
   * Otherwise, and where a graph shows no pieces, its windows share statistics.
   */
  readonly pieces: boolean;
}

export interface TileQuestion {
  /**
   * `auto`: where the picture has more than four times the area that the model was trained on, or larger sides than it takes, or
   * would not fit into memory.
   */
  readonly asked: 'auto' | boolean | undefined;
  readonly network: Size;
  readonly model: ModelDescription;
  /** Bytes that the call would take with such tiles, or without. */
  readonly memoryWith: (tiles: TilePlan | undefined) => number;
  /** Bytes that there are, where the platform tells. */
  readonly memory: number | undefined;
  /** Bytes of float32 weights that LoRAs change of each network, where all are merged at once. */
  readonly merged?: Readonly<Record<string, number>> | undefined;
}

/**
 * Where an autoencoder is run in pieces: up to so many cells of latents, since attention over them takes their square of time, and so
 * many bytes between the pieces, fewer where nobody says how many there are.
 */
const [mostCells, mostBytes, mostBytesUnknown] = [65_536, 4e9, 1.6e9];

/** Of what the machine has, so much may a call be planned to take: the rest is for the program and what else runs. */
export const memoryShare = 0.75;

/**
 * Decides whether a picture is painted part by part.
 *
 * @throws UnsupportedError `UNSUPPORTED` for a size that would not fit into the machine's memory in any way, and where tiles
 * were asked of a model that cannot have them.
 */
export function planTiles(question: TileQuestion): TilePlan | undefined {
  const { asked = 'auto', network, model, memoryWith, memory = Number.POSITIVE_INFINITY } = question;
  if (model.fixedSize !== undefined) return undefined;
  const both = tilesOf(question);
  const divisible = isDivisible(model);
  const fits = (tiles?: TilePlan) => memoryWith(tiles) <= memoryShare * memory;
  const fitting = (tiles: TilePlan) => (tiles.pieces && !fits(tiles) ? { ...tiles, pieces: false } : tiles);
  if (asked === true) {
    if (both.count > 1 && !divisible)
      throw new UnsupportedError('tiles', 'tiles: this model looks at pictures as a whole. Leave tiles out.');
    return both.count > 1 ? fitting(both) : undefined;
  }
  if (asked === 'auto' && both.count > 1) {
    const { width, height } = network;
    const { nativeSize, largestSide = Number.POSITIVE_INFINITY } = model;
    const large = width * height > 4 * nativeSize ** 2 || Math.max(width, height) > largestSide;
    if (large && divisible) return fitting(both);
    if (fits()) return undefined;
    const codec = fitting({ ...both, prediction: false });
    if (fits(codec)) return codec;
    if (divisible) return fitting(both);
  }
  refuseWhatCannotFit(question);
  refuseMerging(question);
  return undefined;
}

/** Whether a model can be asked about a part of a picture by itself. */
const isDivisible = ({ family }: ModelDescription) => family.references === undefined;

/** Tiles of autoencoder and denoiser. */
function tilesOf({ network, model, memory }: TileQuestion): TilePlan {
  const { nativeSize, multiple, latent, folder } = model;
  const onGrid = (length: number, least: number) => Math.max(least, Math.ceil(length / multiple)) * multiple;
  const side = onGrid(nativeSize, 2);
  const window = { width: Math.min(side, network.width), height: Math.min(side, network.height) };
  const overlap = onGrid(side / 4, 1);
  const { columns, rows } = coverWithWindows(network, window, overlap, multiple);
  const cells = (network.width * network.height) / latent.downscale ** 2;
  const most = memory === undefined ? mostBytesUnknown : mostBytes;
  const pieces = cells <= mostCells && betweenPieces(folder, network) <= most;
  return { window, overlap, count: columns.length * rows.length, prediction: true, pieces };
}

/** A size is refused where it is what does not fit. A model that is too large by itself may still run from a slow disk. */
function refuseWhatCannotFit({ asked, network: { width, height }, model, memory, memoryWith }: TileQuestion): void {
  const needed = memoryWith(undefined);
  const { nativeSize } = model;
  if (memory === undefined || needed <= memory || width * height <= nativeSize ** 2) return;
  const advice =
    asked === false && isDivisible(model)
      ? ' Leave tiles: false out.'
      : ` At ${nativeSize} × ${nativeSize} it fits better.`;
  throw new UnsupportedError(
    'size',
    `size: ${width} × ${height} takes about ${gigabytes(needed)} with this model, and there are ` +
      `${gigabytes(memory)}.${advice}`,
  );
}

/** What merging holds cannot lie on a disk meanwhile: the machine would stand still. */
function refuseMerging({ merged, memory = Number.POSITIVE_INFINITY, memoryWith }: TileQuestion): void {
  const needed = memoryWith(undefined);
  if (merged === undefined || needed <= memory) return;
  throw new UnsupportedError(
    'loras',
    `loras: merging them into this model at once takes about ${gigabytes(needed)}, and there are ${gigabytes(memory)}. ` +
      'With a cache (the option cache is false here) they are merged a few weights at a time.',
  );
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

/** The windows of such a plan over a picture, in pixels. */
export const windowsOf = ({ window, overlap }: TilePlan, network: Size, multiple: number): Windows =>
  coverWithWindows(network, window, overlap, multiple);
