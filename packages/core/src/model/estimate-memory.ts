import type { ModelShape } from '../families/family.js';
import type { Size } from '../image/index.js';
import type { CodecChoice } from '../latents/tiny-codec.js';
import type { TilePlan } from '../tiles/plan-tiles.js';
import { betweenPieces } from './between-pieces.js';
import { isTiny } from './graph-paths.js';
import type { ComponentInspection, ModelFolder } from './inspect.js';
import { numberOf, numbersOf } from './json.js';
import { openBytes } from './open-bytes.js';
import type { MemoryMode } from './sessions.js';

/** float32, which processors compute in. */
const numberBytes = 4;

/**
 * What ONNX Runtime works in beside the weights, measured on an export of Stable Diffusion 1.5 at 512 × 512: of feature
 * maps in the pictures' size, as wide as the autoencoder's first block, so many are there at once.
 */
const mapsAtOnce: Readonly<Record<string, number>> = {
  vae_decoder: 8,
  vae_encoder: 3,
  tiny_vae_decoder: 4.2,
  tiny_vae_encoder: 4.2,
  unet: 0,
  transformer: 0,
};
/** Of attention matrices, where they are largest, for each question to the network: of one whose attention is not one operator. */
const matrices = 2.2;
/**
 * Of a denoiser whose attention is one operator, for each question: of the tokens where there are most, as wide as they are there.
 * Measured on Stable Diffusion 1.5 at 512² to 1024², one question and two (43), on SDXL's UNet (42), and on transformers with two
 * blocks of each kind, Stable Diffusion 3's (17) and Z-Image's (18 at 512², 15 at 1024²). FLUX's blocks keep what their middle makes, four
 * to six times as wide, beside attention: FLUX.1 has 22 at 512² and 23 at 1024², FLUX.2 klein 26 at 1024².
 */
const tokensAtOnce: Readonly<Record<string, number>> = { unet: 43, transformer: 17, flux: 24 };
/**
 * What is there for a moment while float16 weights become float32: of what they take in their file, and at most. Measured on exports of
 * Stable Diffusion 1.5 and SDXL.
 */
const [widened, mostWidened] = [0.8, 1.4e9];
/** While LoRAs are merged into all of a network at once: of what the weights that change take, and where those are float16 before. */
const [merging, mergingFloat16] = [0.6, 2];

/**
 * The same of a network whose latents are the picture's pixels in another order, as the embedded model's: bytes for each pixel,
 * once and for each question that has a text, since it does not look at the picture for one that has none. Its weights are next to
 * nothing: there, what libraries take once they work counts too.
 */
const pixelBytes = 300;
const textBytes = 1850;
const libraryBytes = 60e6;

/**
 * Of a picture that is painted part by part: bytes that lie there as a whole for each pixel, as colours and as numbers, and how
 * often its latents do: in one step, and in several, which go on from what others left. Measured with bench/peak.
 */
const wholeBytes = 44;
const wholeLatents = (steps: number) => (steps === 1 ? 2 : 9);

export interface MemoryQuestion {
  readonly folder: ModelFolder;
  readonly shape: Pick<ModelShape, 'latent' | 'multiple'>;
  /** The picture as the networks take it. */
  readonly network: Size;
  /** Questions to the denoiser in one run. */
  readonly branches: number;
  /** How many of a picture's questions have a text. */
  readonly texts: number;
  readonly memory: MemoryMode;
  /** Whether the runtime has an operator for attention that keeps no matrix of it. Default: it has none. */
  readonly fusedAttention?: boolean | undefined;
  /** Tokens of text that a transformer reads. Default 512. */
  readonly text?: number | undefined;
  /** Pictures that an editing transformer sees, as it sees them. */
  readonly references?: readonly { readonly size: Size; readonly tokens: number }[] | undefined;
  /** Networks that the denoiser is opened as, which all keep what they compute with. Default 1. */
  readonly parts?: number;
  /** Bytes of weights of each network that is run beside the denoiser, on the same tokens. Default: none. */
  readonly beside?: readonly number[] | undefined;
  /** Bytes of float32 weights that LoRAs change of each network, where all are merged at once. Default: none. */
  readonly merged?: Readonly<Record<string, number>> | undefined;
  /** Which halves of the autoencoder work. Default: the model's own. */
  readonly codec?: CodecChoice & { readonly previews?: string | undefined };
  /** How the picture is painted part by part. Default: as a whole. */
  readonly tiles?: TilePlan | undefined;
  /** Steps that it is painted in. Default: several. */
  readonly steps?: number;
}

/**
 * Bytes of memory that a call takes at most on a processor, beside what the program itself has: the weights as they are once
 * open, and what each network computes with, which ONNX Runtime keeps while it is open.
 */
export function estimateMemory({
  folder,
  shape,
  network,
  branches,
  texts,
  memory,
  fusedAttention = false,
  text = 512,
  references = [],
  parts = 1,
  beside = [],
  codec = {},
  merged = {},
  tiles,
  steps = Number.POSITIVE_INFINITY,
}: MemoryQuestion): number {
  const { optimised } = folder;
  const components = Object.entries(folder.components).filter(([name]) => works(name, codec));
  const computesIn = (name: string, component: ComponentInspection): number => {
    const maps = mapsAtOnce[name];
    if (maps === undefined) return 0;
    const { channels, downscale } = shape.latent;
    const looksAt = area(tiles && (maps || tiles.prediction) ? tiles.window : network);
    if (channels === 3 * downscale ** 2) return maps ? 0 : libraryBytes + looksAt * (pixelBytes + textBytes * texts);
    const { heads, cell, width } = attention(name, component, shape);
    const read = name === 'transformer' ? text + sum(references.map(({ tokens }) => tokens)) : 0;
    const seen = name.endsWith('vae_encoder') ? references.map(({ size }) => area(size)) : [];
    const pixels = Math.max(looksAt, ...seen);
    const tokens = pixels / cell ** 2 + read;
    const questions = maps ? 1 : branches * (parts + beside.length);
    const others = maps ? 0 : sum(beside);
    const kind = component.inputs.some(({ name }) => name === 'img_ids') ? 'flux' : name; // of either version
    const atOnce = fusedAttention && !optimised ? tokensAtOnce[kind] : undefined;
    if (atOnce !== undefined) return others + atOnce * questions * tokens * width * numberBytes;
    const between = tiles?.pieces && name === 'vae_decoder' ? betweenPieces(folder, network) : 0; // the encoder's are gone by then
    return between + others + (maps * pixels * width + matrices * questions * heads * tokens ** 2) * numberBytes;
  };
  let [open, peak] = [0, 0];
  for (const [name, component] of components.sort(([a], [b]) => turnOf(a) - turnOf(b))) {
    const { float16Bytes: halves } = component;
    const becoming = optimised ? 0 : Math.min(widened * halves, mostWidened);
    const changing = (merged[name] ?? 0) * (halves ? mergingFloat16 : merging);
    const [weights, computing] = [openBytes([component], optimised), computesIn(name, component)];
    peak = Math.max(peak, open + weights + becoming + Math.max(changing, computing));
    if (memory === 'resident') open += weights + computing;
  }
  return Math.round(peak + (tiles ? lyingThere(shape, network, steps) : 0));
}

/** Networks are opened as they are needed: those that encode, the denoiser, those that decode. */
const turnOf = (name: string) => (name.includes('encoder') ? 0 : name.includes('decoder') ? 2 : 1);

/** Whether a call opens a network at all. */
function works(name: string, { encoder, decoder, previews }: NonNullable<MemoryQuestion['codec']>): boolean {
  switch (name) {
    case 'vae_encoder':
      return encoder !== 'tiny';
    case 'vae_decoder':
      return decoder !== 'tiny';
    case 'tiny_vae_encoder':
      return encoder === 'tiny';
    case 'tiny_vae_decoder':
      return decoder === 'tiny' || previews === 'tiny';
    default:
      return true;
  }
}

function lyingThere({ latent }: MemoryQuestion['shape'], network: Size, steps: number): number {
  const latents = (latent.channels * numberBytes) / latent.downscale ** 2;
  return area(network) * (wholeBytes + wholeLatents(steps) * latents);
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

/** Of a network's first block, where no config.json tells. */
const usualWidth = (name: string) => (isTiny(name) ? 64 : name === 'unet' ? 320 : 128);

const area = ({ width, height }: Size) => width * height;

/**
 * A network's largest attention: its heads, sides of its cells in pixels, and how wide they are; of an autoencoder, how wide its
 * first block is.
 */
function attention(
  name: string,
  { config, inputs }: ComponentInspection,
  { latent, multiple }: MemoryQuestion['shape'],
) {
  const { downscale, patch = 1 } = latent;
  const widths = numbersOf(config, 'block_out_channels');
  const width = widths?.[0] ?? usualWidth(name);
  if (isTiny(name)) return { heads: 0, cell: 1, width }; // it has no attention
  if (name.startsWith('vae')) {
    const heads = Array.isArray(config?.['encoder_block_out_channels']) ? 0 : 1; // a TAESD has none
    return { heads, cell: downscale / patch, width };
  }
  if (name === 'transformer') {
    const heads = numberOf(config, 'num_attention_heads') ?? numberOf(config, 'n_heads') ?? 24; // Z-Image's
    return { heads, cell: multiple, width: heads * (numberOf(config, 'attention_head_dim') ?? 128) };
  }
  // SDXL has none in its first block, which its size conditioning tells where no config.json does.
  const xl = inputs.some(({ name }) => name === 'time_ids');
  const blocks = config?.['down_block_types'];
  const first = Array.isArray(blocks) ? blocks.findIndex((type) => String(type).includes('Attn')) : -1;
  const level = first < 0 ? +xl : first;
  const heads = numbersOf(config, 'attention_head_dim')?.[level] ?? numberOf(config, 'attention_head_dim');
  return { heads: heads ?? (xl ? 10 : 8), cell: downscale * 2 ** level, width: widths?.[level] ?? width * 2 ** level };
}
