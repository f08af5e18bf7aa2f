// How much memory does one network of a model take by itself? Opens it in this process, runs it once at the sizes of a picture, and
// prints the peak of resident memory: what `memory: 'staged'` is to come near to with the largest of them.
//
//     node bench/run.mjs alone models/sd15 unet 512
//
// The staged peak of bench/full-size.ts must be at most 1.15 times the largest one.

import { createNodeOverpaint, tensor } from '@overpaint/node';
import type { Model } from '../packages/core/src/model/model.js';

const [folder, network = 'unet', side = '512'] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Name a folder and a network: node bench/run.mjs alone models/sd15 unet 512');
  process.exit(2);
}
const { loadModel, dispose } = createNodeOverpaint({ cache: false });
const model = (await loadModel(folder)) as unknown as Model;
const { latent, folder: found } = model.description;
const component = found.components[network]!;
const pixels = network === 'vae_encoder' ? Number(side) : Number(side) / latent.downscale;
/** Sides that the graph leaves open: one picture, 77 tokens, and the picture's own. */
const sizeOf = (axis: number, rank: number) => (axis === 0 ? 1 : rank === 4 ? pixels : 77);
const values = Object.fromEntries(
  component.inputs.map(({ name, dims }) => {
    const sizes = dims.map((dim, axis) => (typeof dim === 'number' ? dim : sizeOf(axis, dims.length)));
    return [name, tensor(sizes)] as const;
  }),
);
await model.run(network, values, {}, { outputs: [component.outputs[0]!.name] });
const peak = process.resourceUsage().maxRSS * 1024;
console.log(`${network} alone, ${side} × ${side}: ${(peak / 1e9).toFixed(2)} GB at most`);
await dispose();
