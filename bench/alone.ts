// How much memory does one network of a model take by itself? Opens it in this process, runs it once at the sizes of a picture, and
// prints the peak of resident memory: what `memory: 'staged'` is to come near to with the largest of them. Beside it what
// `plan().memoryBytes` counts for this network.
//
//     node bench/run.mjs alone models/sd15 unet 512 [tokens of text]
//
// The staged peak of bench/full-size.ts must be at most 1.15 times the largest one, and what is planned within 25 % of what is taken.

import { createNodeOverpaint, tensor } from '@overpaint/node';
import { estimateMemory } from '../packages/core/src/model/estimate-memory.js';
import type { Model } from '../packages/core/src/model/model.js';

const [folder, network = 'unet', side = '512', words = '77'] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Name a folder and a network: node bench/run.mjs alone models/sd15 unet 512');
  process.exit(2);
}
const { loadModel, dispose } = createNodeOverpaint({ cache: false });
const model = (await loadModel(folder)) as unknown as Model;
const { latent, multiple, folder: found } = model.description;
const component = found.components[network]!;
const pixels = network === 'vae_encoder' ? Number(side) : Number(side) / latent.downscale;
const tokens = (Number(side) / multiple) ** 2;
/** Sizes of axes that graphs leave open: one picture, its own sides or its tokens, and those of text. */
const sizesOf = (name: string, rank: number): readonly number[] => {
  if (name === 'text_embeds') return [1, 1280]; // SDXL's, whose graphs call it another length of text
  if (rank > 3) return [...new Array<number>(rank - 2).fill(1), pixels, pixels];
  const length = name === 'hidden_states' || name === 'img_ids' ? tokens : Number(words);
  return name === 'img_ids' || name === 'txt_ids' ? [...(rank === 3 ? [1] : []), length] : [1, length];
};
const values = Object.fromEntries(
  component.inputs.map(({ name, dims }) => {
    const sizes = sizesOf(name, dims.length);
    return [name, tensor(dims.map((dim, axis) => (typeof dim === 'number' ? dim : sizes[axis]!)))] as const;
  }),
);
const before = process.resourceUsage().maxRSS * 1024;
await model.run(network, values, {}, { outputs: [component.outputs[0]!.name] });
const peak = process.resourceUsage().maxRSS * 1024;
const planned = estimateMemory({
  folder: { ...found, components: { [network]: component } },
  shape: model.description,
  network: { width: Number(side), height: Number(side) },
  ...{ branches: 1, texts: 1, memory: 'staged', fusedAttention: true, text: Number(words) },
});
const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(2)} GB`;
console.log(`${network} alone, ${side} × ${side}: ${gigabytes(peak)} at most`);
console.log(
  `beside weights of ${gigabytes(component.bytes)}: planned ${gigabytes(planned - component.bytes)}, taken ${gigabytes(peak - before - component.bytes)}`,
);
console.log(`planned ${(planned / (peak - before)).toFixed(2)} times what was taken (0.75 to 1.25)`);
await dispose();
