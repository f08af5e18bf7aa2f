// Paints a photo in the style of a LoRA, at several weights: 0 is the model without it.
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { dispose, img2img, inspectLora, isOverpaintError, loadModel } from 'overpaint';

const usage = `Usage: node style.mjs [photo] --model folder --lora file [options]

  photo              default: the bird of examples/start
  -m, --model name   a model of your own, in ONNX
  -l, --lora file    a .safetensors file for models of the same family
  -w, --weight n     0, 0.5 and 1; give it several times to compare others
  -p, --prompt text  default: the words that the LoRA was trained on most
  -o, --out name     what results begin with, default: the photo's name, so bird-0.5.png …
  --strength 0-1     how far from the photo, default: the model's
  --steps number     default: the model's
  --size pixels      long side of the result, default: what the model paints best
  --seed number      7`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string', short: 'm' },
    lora: { type: 'string', short: 'l' },
    weight: { type: 'string', short: 'w', multiple: true, default: ['0', '0.5', '1'] },
    prompt: { type: 'string', short: 'p' },
    out: { type: 'string', short: 'o' },
    strength: { type: 'string' },
    steps: { type: 'string' },
    size: { type: 'string' },
    seed: { type: 'string', default: '7' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help || values.model === undefined || values.lora === undefined || positionals.length > 1) {
  console.error(usage);
  process.exit(values.help ? 0 : 2);
}

const [photo = fileURLToPath(new URL('../start/bird.jpg', import.meta.url))] = positionals;
const out = values.out ?? basename(photo, extname(photo));
const number = (text) => text && Number(text);

try {
  const model = await loadModel(values.model);
  const { name, madeFor, triggerWords, unmatched } = await inspectLora(values.lora, { model });
  const words = triggerWords.slice(0, 5).map(({ word }) => word);
  console.log(
    `${name}: made for ${madeFor ?? 'models of this family'}; ${words.join(', ') || 'no trigger words stated'}`,
  );
  if (unmatched.length > 0)
    console.error(`${unmatched.length} of its tensors are of layers that ${model.id} does not have.`);
  for (const weight of values.weight) {
    const { images } = await img2img({
      image: photo,
      model,
      loras: [{ source: values.lora, weight: Number(weight) }],
      prompt: values.prompt ?? words.join(', '),
      strength: number(values.strength),
      steps: number(values.steps),
      seed: Number(values.seed), // one seed for all weights: they differ in nothing else
      size: number(values.size),
    });
    const file = `${out}-${weight}.png`;
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
