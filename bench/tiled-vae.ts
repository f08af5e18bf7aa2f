// How far does an autoencoder that sees a picture part by part come from what it makes of the picture at once? Decodes latents that
// are busy on one side and flat on the other: at once, window by window as each is by itself, with statistics that windows share, and in
// pieces, and prints the differences in 255ths and the seconds of the processor.
//
//     node bench/run.mjs tiled-vae models/sd15 640 512 [window]
//
// Must be: in pieces at most 2 of 255 anywhere.

import { createNodeOverpaint, type tensor } from '@overpaint/node';
import type { Model } from '../packages/core/src/model/model.js';
import { createRandom } from '../packages/core/src/random/index.js';
import type { EditedHalf } from '../packages/core/src/tiles/edited-half.js';
import { runInPieces } from '../packages/core/src/tiles/in-pieces.js';
import { seeTogether } from '../packages/core/src/tiles/seen-together.js';
import { tiledCodec } from '../packages/core/src/tiles/tiled-codec.js';
import { joinWindows } from '../packages/core/src/tiles/windowed.js';
import { coverWithWindows, scaleWindows } from '../packages/core/src/tiles/windows.js';

const [folder = 'models/sd15', ...sizes] = process.argv.slice(2);
const [width = 640, height = 512, side = 512] = sizes.map(Number);
const overpaint = createNodeOverpaint({ cache: false });
const model = (await overpaint.loadModel(folder)) as unknown as Model;
const { latent } = model.description;
const { inputs, outputs } = model.description.folder.components['vae_decoder']!;
const decoder: EditedHalf = {
  input: inputs[0]!.name,
  output: outputs[0]!.name,
  run: (values, edits, outputs) => model.run('vae_decoder', values, {}, { outputs, edits }),
  release: () => model.releaseOnly(new Set(['vae_decoder'])),
};

const cells = { width: width / latent.downscale, height: height / latent.downscale };
const latents = createRandom(3).gaussian([1, latent.channels, cells.height, cells.width]);
for (let i = 0; i < latents.data.length; i++) {
  const [x, y] = [i % cells.width, Math.floor(i / cells.width) % cells.height];
  const wave = (y < cells.height / 2 ? 1 : -1.5) * Math.sin(x / 9 + (i % 7));
  latents.data[i] = latents.data[i]! * (x < cells.width / 2 ? 0.3 : 1.5) + wave;
}

const windows = coverWithWindows({ width, height }, { width: side, height: side }, side / 4, latent.downscale);
const smaller = scaleWindows(windows, 1 / latent.downscale);
const codec = model.codec({});

async function time(work: () => Promise<ReturnType<typeof tensor>>) {
  const before = process.cpuUsage();
  const result = await work();
  await model.release();
  const { user, system } = process.cpuUsage(before);
  return { ...result, seconds: (user + system) / 1e6 };
}

const clamp = (value: number) => Math.min(1, Math.max(-1, value));
const whole = await time(() => codec.decode(latents));
console.log(`${width} × ${height} at once: ${whole.seconds.toFixed(0)} s of the processor`);
const ways: Readonly<Record<string, () => Promise<ReturnType<typeof tensor>>>> = {
  'each window by itself': () => tiledCodec(codec, windows, latent).decode(latents),
  'statistics shared': async () => {
    const joined = joinWindows(windows, [1, 3, height, width]);
    await seeTogether(decoder, latents, smaller, joined.add);
    return joined.result();
  },
  'in pieces': () => runInPieces(decoder, latents, cells, smaller),
};
for (const [way, decode] of Object.entries(ways)) {
  const { data, seconds } = await time(decode);
  let [most, sum] = [0, 0];
  for (let i = 0; i < data.length; i++) {
    const distance = 127.5 * Math.abs(clamp(data[i]!) - clamp(whole.data[i]!));
    most = Math.max(most, distance);
    sum += distance;
  }
  const mean = sum / data.length;
  console.log(`${way}: at most ${most.toFixed(2)} of 255, ${mean.toFixed(3)} in the mean; ${seconds.toFixed(0)} s`);
  if (way === 'in pieces') process.exitCode = most <= 2 ? 0 : 1;
}
await overpaint.dispose();
