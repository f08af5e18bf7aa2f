import { open, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { DataPlace, OptimisedWeight, OptimisedWeights, StoredTensor } from '@overpaint/core/platform';
import type { WrittenTensor } from './worker.js';

export interface MakeWeightsOptions {
  /** Where the new weights are written to. */
  readonly file: string;
  /** Where the optimised graph has the old ones; there may be none where no kernel lies in blocks. */
  readonly optimised: string | undefined;
  /** Appends what a graph without inputs puts out to a file. */
  write(graph: Uint8Array, file: string): Promise<readonly WrittenTensor[]>;
}

/** So many weights are made at once: that few are in memory beside the model. */
const batch = 16;

/** Channels in a block, on the processors for which ONNX Runtime computes convolutions in blocks. */
const blocks = [8, 16, 4];

/** ONNX's numbers of element types. */
const elementTypes = { float32: 1, float16: 10 } as const;

/**
 * Merges what LoRAs change, a few weights at a time, in the form in which an optimised graph reads them.
 *
 * @throws Error where that form is not known: the old kernels, put in blocks, must be what the optimised graph has, to the byte.
 */
export async function makeWeights(
  weights: OptimisedWeights,
  { file, optimised, write }: MakeWeightsOptions,
): Promise<StoredTensor[]> {
  const block = await findBlock();
  const stored: StoredTensor[] = [];
  for (const some of inBatches(weights.weights)) {
    const written = await write(weights.making(some, block), file);
    stored.push(...written.map((one) => ({ ...one, type: elementTypes[one.type], location: basename(file) })));
  }
  return stored;

  async function findBlock(): Promise<number> {
    const kernels = weights.weights.filter(({ blocked }) => blocked);
    if (kernels.length === 0) return 1;
    for (const block of blocks) if (await fits(kernels, block)) return block;
    throw new Error('The kernels of the optimised graph lie in no blocks that are known here.');
  }

  async function fits(kernels: readonly OptimisedWeight[], block: number): Promise<boolean> {
    const remade = `${file}.old`;
    for (const some of inBatches(kernels)) {
      try {
        const written = await write(weights.remaking(some, block), remade);
        for (const { name, blocked } of some) {
          const { old } = blocked!;
          const now = await read(remade, written.find((one) => one.name === name)!);
          if (!now.equals(old instanceof Uint8Array ? old : await read(optimised!, old))) return false;
        }
      } finally {
        await rm(remade, { force: true });
      }
    }
    return true;
  }
}

function* inBatches(weights: readonly OptimisedWeight[]): Iterable<readonly OptimisedWeight[]> {
  for (let from = 0; from < weights.length; from += batch) yield weights.slice(from, from + batch);
}

type Bytes = Pick<DataPlace, 'offset' | 'length'>;

async function read(path: string, { offset, length }: Bytes): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, offset);
    return buffer;
  } finally {
    await file.close();
  }
}
