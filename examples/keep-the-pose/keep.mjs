// Paints a photo as something else while a ControlNet keeps everything where it is, and writes what the ControlNet saw.
import { basename, extname } from 'node:path';
import { parseArgs } from 'node:util';
import { controlNet, dispose, img2img, isOverpaintError, loadControlNet, nodeImageCodec, saveFile } from 'overpaint';

const usage = `Usage: node keep.mjs photo --model folder --net folder [options]

  photo              whose composition is kept
  --model folder     Stable Diffusion 1.x, 2.x or SDXL
  --net folder       a ControlNet for it, or its .onnx file
  --kind name        what the ControlNet sees: canny (default), lineart, tile, or none for the photo itself
  --control file     a control picture of your own, such as a pose; --kind is none then
  -p, --prompt text  "a marble statue"; give it several times to compare
  --weight 0-10      how hard it steers, default 0.9
  --end 0-1          share of the run in which it steers, default 0.8
  --strength 0-1     how far from the photo's colours, default 0.95
  --size pixels      long side of the result, default: what the model paints best
  --seed number      7
  -o, --out name     what results begin with, default: the photo's name`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string' },
    net: { type: 'string' },
    kind: { type: 'string' },
    control: { type: 'string' },
    prompt: { type: 'string', short: 'p', multiple: true, default: ['a marble statue'] },
    weight: { type: 'string', default: '0.9' },
    end: { type: 'string', default: '0.8' },
    strength: { type: 'string', default: '0.95' },
    size: { type: 'string' },
    seed: { type: 'string', default: '7' },
    out: { type: 'string', short: 'o' },
    help: { type: 'boolean', short: 'h' },
  },
});
const [photo] = positionals;
if (values.help || positionals.length !== 1 || !values.model || !values.net) {
  console.error(usage);
  process.exit(values.help ? 0 : 2);
}
const out = values.out ?? basename(photo, extname(photo));

try {
  const net = await loadControlNet(values.net);
  const steering = controlNet(net, {
    image: values.control,
    preprocess: values.kind ?? (values.control ? 'none' : 'canny'),
    weight: Number(values.weight),
    end: Number(values.end),
  });
  let saw = false;
  for (const prompt of values.prompt) {
    const run = img2img({
      image: photo,
      model: values.model,
      prompt,
      strength: Number(values.strength),
      size: values.size && Number(values.size),
      seed: Number(values.seed), // one seed for all: they differ in nothing but the prompt
      features: [steering],
    });
    for await (const event of run) {
      if (event.type === 'warning') console.error(event.warning.message);
      if (event.type !== 'control' || saw) continue;
      saw = true;
      await saveFile(`${out}-control.png`, await nodeImageCodec.encodeImage(event.image, 'png'));
      console.log(`${out}-control.png`);
    }
    const { images } = await run;
    const file = `${out}-${prompt.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}.png`;
    await images[0].save(file);
    console.log(file);
  }
} catch (error) {
  if (!isOverpaintError(error)) throw error; // a mistake of this program, not of its input
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await dispose();
}
