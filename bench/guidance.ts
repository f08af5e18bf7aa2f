// Is a processor faster with both questions of guidance at once than with one after the other? Runs a denoiser's graph once with a
// batch of two and twice with one, in turn, on one thread, at several sizes of latents; prints seconds of the processor.
//
//     node bench/run.mjs guidance ../packages/model-mini/model/unet/model.onnx 16 32 64 128
//     node bench/run.mjs guidance models/sd15/unet/model.onnx 64
//
// Must be: from 64 × 64 cells on, which the library asks one by one, the two take at most 5 % more than both at once.

import ort from 'onnxruntime-node';
import { median } from './median.js';
import { processorSeconds } from './processor-time.js';

const [graph, ...sides] = process.argv.slice(2);
if (graph === undefined || sides.length === 0) {
  console.error('Name a graph and sides: node bench/run.mjs guidance models/sd15/unet/model.onnx 64');
  process.exit(2);
}
const session = await ort.InferenceSession.create(graph, { intraOpNumThreads: 1 });

function feeds(batch: number, side: number): Record<string, ort.Tensor> {
  const tensors = session.inputMetadata.flatMap((input) => {
    if (!input.isTensor) return [];
    const { name, type, shape } = input;
    const dims = shape.map((dim, axis) => {
      if (axis === 0) return shape.length > 1 ? batch : 1;
      if (typeof dim === 'number') return dim;
      return shape.length === 3 ? 77 : side; // tokens of text, or cells of latents
    });
    const size = dims.reduce((product, dim) => product * dim, 1);
    const tensor =
      type === 'int64'
        ? new ort.Tensor(type, new BigInt64Array(size).fill(500n), dims)
        : new ort.Tensor(
            'float32',
            Float32Array.from({ length: size }, (_, i) => Math.sin(1.7 * i)),
            dims,
          );
    return [[name, tensor] as const];
  });
  return Object.fromEntries(tensors);
}

async function run(batch: number, side: number): Promise<number> {
  const given = feeds(batch, side);
  const since = process.cpuUsage();
  await session.run(given);
  return processorSeconds(since);
}

for (const side of sides.map(Number)) {
  await run(2, side); // what it computes with is there from then on
  const rounds: { apart: number; together: number }[] = [];
  for (let round = 0; round < 5; round++) {
    const apart = (await run(1, side)) + (await run(1, side));
    rounds.push({ apart, together: await run(2, side) });
  }
  const [apart, together] = [median(rounds.map(({ apart }) => apart)), median(rounds.map(({ together }) => together))];
  console.log(
    `${side} × ${side} cells: one by one ${apart.toFixed(3)} s, at once ${together.toFixed(3)} s, ratio ${(apart / together).toFixed(3)}`,
  );
}
