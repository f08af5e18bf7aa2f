import { UnsupportedError } from '../errors/index.js';
import type { Size } from '../image/index.js';
import { betweenPieces } from '../model/between-pieces.js';
import type { ModelFolder } from '../model/inspect.js';
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
  readonly asked: 'auto' | boolean;
  readonly network: Size;
  readonly nativeSize: number;
  readonly multiple: number;
  /** Pixels along a side of a cell of the latents. */
  readonly downscale: number;
  readonly folder: Pick<ModelFolder, 'components'>;
  /** Whether the model can be asked about a part of a picture by itself. */
  readonly divisible: boolean;
  /** The only size that the graphs take, and the largest side that the denoiser does. */
  readonly fixedSize: Size | undefined;
  readonly largestSide: number | undefined;
  /** Bytes that the call would take with such tiles, or without. */
  readonly memoryWith: (tiles: TilePlan | undefined) => number;
  /** Bytes that there are, where the platform tells. */
  readonly memory: number | undefined;
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
  const {
    asked,
    network,
    nativeSize,
    divisible,
    fixedSize,
    largestSide,
    memoryWith,
    memory = Number.POSITIVE_INFINITY,
  } = question;
  if (fixedSize !== undefined) return undefined;
  const both = tilesOf(question, true);
  const fitting = (tiles: TilePlan) =>
    tiles.pieces && memoryWith(tiles) > memoryShare * memory ? { ...tiles, pieces: false } : tiles;
  if (asked === true) {
    if (both.count > 1 && !divisible)
      throw new UnsupportedError('tiles', 'tiles: this model looks at pictures as a whole. Leave tiles out.');
    return both.count > 1 ? fitting(both) : undefined;
  }
  const needed = memoryWith(undefined);
  if (asked === 'auto' && both.count > 1) {
    const { width, height } = network;
    const large =
      width * height > 4 * nativeSize ** 2 || Math.max(width, height) > (largestSide ?? Number.POSITIVE_INFINITY);
    if (large && divisible) return fitting(both);
    if (needed <= memoryShare * memory) return undefined;
    const codec = fitting({ ...both, prediction: false });
    if (memoryWith(codec) <= memoryShare * memory) return codec;
    if (divisible) return fitting(both);
  }
  refuseWhatCannotFit(question, needed);
  return undefined;
}

function tilesOf(
  { network, nativeSize, multiple, downscale, folder, memory }: TileQuestion,
  prediction: boolean,
): TilePlan {
  const onGrid = (length: number, least: number) => Math.max(least, Math.ceil(length / multiple)) * multiple;
  const side = onGrid(nativeSize, 2);
  const window = { width: Math.min(side, network.width), height: Math.min(side, network.height) };
  const overlap = onGrid(side / 4, 1);
  const { columns, rows } = coverWithWindows(network, window, overlap, multiple);
  const cells = (network.width * network.height) / downscale ** 2;
  const between = betweenPieces(folder, network);
  const pieces = cells <= mostCells && between <= (memory === undefined ? mostBytesUnknown : mostBytes);
  return { window, overlap, count: columns.length * rows.length, prediction, pieces };
}

/** A size is refused where it is what does not fit. A model that is too large by itself may still run from a slow disk. */
function refuseWhatCannotFit({ asked, network, nativeSize, memory, divisible }: TileQuestion, needed: number): void {
  if (memory === undefined || needed <= memory) return;
  if (network.width * network.height <= nativeSize ** 2) return;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  const advice =
    asked === false && divisible ? ' Leave tiles: false out.' : ` At ${nativeSize} × ${nativeSize} it fits better.`;
  throw new UnsupportedError(
    'size',
    `size: ${network.width} × ${network.height} takes about ${gigabytes(needed)} with this model, and there are ` +
      `${gigabytes(memory)}.${advice}`,
  );
}

/** The windows of such a plan over a picture, in pixels. */
export const windowsOf = ({ window, overlap }: TilePlan, network: Size, multiple: number): Windows =>
  coverWithWindows(network, window, overlap, multiple);
