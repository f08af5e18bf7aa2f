// A client of AUTOMATIC1111's web UI, as there are many: nothing in it knows of Overpaint. It asks for one picture, shows how
// far it is while it waits, and saves it.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:7860' },
    prompt: { type: 'string', short: 'p', default: 'watercolor painting' },
    out: { type: 'string', short: 'o', default: 'painted.png' },
    size: { type: 'string', default: '512' },
  },
});
const [picture = fileURLToPath(new URL('../start/bird.jpg', import.meta.url))] = positionals;

const post = (path, body) => fetch(values.url + path, { method: 'POST', body: JSON.stringify(body) });

const answer = post('/sdapi/v1/img2img', {
  init_images: [(await readFile(picture)).toString('base64')],
  prompt: values.prompt,
  denoising_strength: 0.6,
  sampler_name: 'Euler a',
  steps: 12,
  seed: 7,
  width: Number(values.size),
  height: Number(values.size),
  resize_mode: 1, // crop and resize
});

const timer = setInterval(async () => {
  const response = await fetch(`${values.url}/sdapi/v1/progress?skip_current_image=true`).catch(() => undefined);
  if (!response?.ok) return;
  const { progress, eta_relative: left } = await response.json();
  if (progress > 0) console.log(`${Math.round(100 * progress)} %, ${Math.ceil(left)} s left`);
}, 500);
const response = await answer.finally(() => clearInterval(timer));

const { images, info, detail } = await response.json();
if (!response.ok) throw new Error(`${response.status}: ${detail}`);
await writeFile(values.out, Buffer.from(images[0], 'base64'));
console.log(`${values.out}: ${JSON.parse(info).infotexts[0]}`);
