import type { Size } from '../image/index.js';
import type { GraphEdit } from '../model/graph-edit.js';
import type { NetworkOutputs } from '../model/run-network.js';
import { cutToPieces } from '../onnx/edits/cut-to-pieces.js';
import { spellGroupNorms } from '../onnx/edits/spell-group-norms.js';
import { splitAttention } from '../onnx/edits/split-attention.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { type EditedHalf, measured, sharing, statisticsFor } from './edited-half.js';
import { farthest, Measured, measure } from './measured.js';
import { cropTensor, pasteTensor } from './windowed.js';
import { type Part, partsOf, scaleRectangle } from './windows.js';

const names = { before: 'features before', behind: 'features behind', pieces: 'pieces' } as const;

const piece = (index: number): GraphEdit => ({
  kind: 'tiles',
  name: `piece ${index} of an autoencoder`,
  change: (graph) => cutToPieces(spellGroupNorms(graph), index, names),
});

/** So many numbers of a matrix of attention are there at once, a quarter of a gigabyte; four times as many where it has no parts. */
const mostShares = 2 ** 26;

/** What the piece at the size of the latents becomes where its attention over all of them is a larger matrix. */
function splitFor({ width, height }: Size): readonly GraphEdit[] {
  const parts = Math.ceil((width * height) ** 2 / mostShares);
  if (parts === 1) return [];
  const whole = (graph: Uint8Array) => (parts > 4 ? undefined : graph);
  const change = (graph: Uint8Array) => splitAttention(graph, parts) ?? whole(graph);
  return [{ kind: 'tiles', name: `attention in ${parts} parts`, change }];
}

/** Cells that a part sees around it: more than an output of one piece depends on. */
const margin = 4;

/** Where statistics differ by less, in deviations, nothing that is seen does. A piece has two or three, and is done sooner. */
const [settled, mostPasses] = [1e-4, 16];

/**
 * Runs half an autoencoder on a large picture to what it gives of it at once: piece by piece of its graph, and each piece part by
 * part of the picture, so that no more than one tensor of the picture's size lies between two pieces. A piece has few
 * normalisations: the first is known of what it is given, and each of the others is right one pass after the one before it.
 *
 * @param cells sides of the latents. @param most the largest part, in cells.
 * @throws UnsupportedError `UNSUPPORTED` for a graph that shows no pieces.
 */
export async function runInPieces(half: EditedHalf, value: Tensor, cells: Size, most: Size): Promise<Tensor> {
  const parts = partsOf(cells, most, margin);
  const isWhole = value.dims[3] === cells.width; // latents, not pixels
  let now = value;
  let [count, atLatents, groups] = [2, isWhole ? 0 : -1, 0];
  for (let index = 0; index < count; index++) {
    const input = index === 0 ? half.input : names.before;
    const output = index === count - 1 ? half.output : names.behind;
    const asked = [output, names.pieces];
    const edits = [piece(index)];
    let told: NetworkOutputs | undefined;
    if (index === atLatents) {
      const values = { [half.input]: value, [input]: now }; // some exports ask for the sides of all that was given
      told = await half.run(values, [...edits, ...splitFor(cells)], asked);
      now = told[output]!;
    } else {
      const ask: Ask = async (value, statistics) => {
        told = await half.run({ [input]: value, ...statistics }, [...edits, sharing], [...asked, measured]);
        return [told[output]!, told[measured]!];
      };
      now = await seeInParts(ask, now, groups > 0 ? measure(now, groups) : undefined, cells, parts);
    }
    [count, atLatents, groups] = told![names.pieces]!.data as unknown as [number, number, number];
    await half.release();
  }
  return now;
}

type Ask = (
  value: Tensor,
  statistics: Readonly<Record<string, Tensor>>,
) => Promise<readonly [output: Tensor, measured: Tensor]>;

/**
 * Asks about all parts until what they measure is what they were given.
 *
 * @param known statistics of what is normalised first.
 */
async function seeInParts(
  ask: Ask,
  value: Tensor,
  known: Tensor | undefined,
  cells: Size,
  parts: readonly Part[],
): Promise<Tensor> {
  const factor = value.dims[3]! / cells.width;
  let given = known;
  let joined: Tensor | undefined;
  for (let pass = 0; pass < mostPasses; pass++) {
    const whole = new Measured();
    for (const { core, window } of parts) {
      const inside = { ...core, x: core.x - window.x, y: core.y - window.y };
      const { x, y, width, height } = scaleRectangle(inside, factor);
      const statistics = statisticsFor(given, Float32Array.of(y, x, y + height, x + width));
      const [output, seen] = await ask(cropTensor(value, scaleRectangle(window, factor)), statistics);
      whole.add(seen, core.width * core.height);
      const grown = output.dims[3]! / window.width;
      joined ??= tensor([1, output.dims[1]!, cells.height * grown, cells.width * grown]);
      pasteTensor(joined, output, scaleRectangle(inside, grown), scaleRectangle(core, grown));
    }
    const now = whole.result();
    if (given?.data.length === now.data.length && farthest(given, now) < settled) return joined!;
    given = now;
  }
  return joined!;
}
