import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { controlNet, createNodeOverpaint, type Img2ImgOptions, type Preprocess } from '@overpaint/node';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localEngine } from './local-engine.js';
import { startServer } from './testing/start-server.js';

const golden = (path: string) => fileURLToPath(new URL(`../../core/golden/${path}`, import.meta.url));
const models = { steered: golden('pipelines/controlnet-plain-tiny'), inked: golden('pipelines/sd15-tiny') };
const net = golden('pipelines/controlnet-tiny/controlnet');
const photo = await readFile(golden('pipelines/inputs/photo-64x64.png'));
const edges = await readFile(golden('pipelines/inputs/edges-64x64.png'));
const base64 = (bytes: Buffer) => bytes.toString('base64');

const { img2img, loadControlNet, dispose } = createNodeOverpaint({ threads: 1 });
let loraFolder: string;
let server: Awaited<ReturnType<typeof startServer>>;

beforeAll(async () => {
  loraFolder = await mkdtemp(join(tmpdir(), 'overpaint-server-loras-'));
  await cp(golden('loras/sd15-tiny/loras/kohya.safetensors'), join(loraFolder, 'ink.safetensors'));
  const overpaint = createNodeOverpaint({ threads: 1 });
  server = await startServer({}, await localEngine({ overpaint, models, controlNets: { edges: net }, loraFolder }));
});
afterAll(async () => {
  await server.close();
  await dispose();
  await rm(loraFolder, { recursive: true });
});

async function post(path: string, body: object) {
  const response = await fetch(`${server.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
  const answer = await response.json();
  expect([response.status, answer.error]).toEqual([200, undefined]);
  return answer;
}

const pixelsOf = async (file: string) =>
  base64(await sharp(Buffer.from(file, 'base64')).ensureAlpha().raw().toBuffer());

/** The same by the library itself. */
async function direct(options: Partial<Img2ImgOptions>): Promise<string> {
  const call = { image: photo, prompt: 'a cat', steps: 4, strength: 0.6, seed: 3, size: 64, guidanceScale: 5 };
  const { images } = await img2img({ ...call, scheduler: 'euler', ...options });
  return base64(Buffer.from(images[0].data));
}

/** By each API that has ControlNets and LoRAs. */
const apis = {
  async a1111(model: string, prompt: string, units: readonly object[] = []) {
    const { images } = await post('/sdapi/v1/img2img', {
      ...{ init_images: [base64(photo)], prompt, steps: 4, denoising_strength: 0.6, seed: 3, cfg_scale: 5 },
      ...{ width: 64, height: 64, sampler_name: 'Euler', scheduler: 'Automatic' },
      override_settings: { sd_model_checkpoint: model },
      alwayson_scripts: { controlnet: { args: units } },
    });
    return pixelsOf(images[0]);
  },
  async own(model: string, prompt: string, controls: readonly object[] = []) {
    const { images } = await post('/v1/img2img', {
      ...{ image: base64(photo), model, prompt, steps: 4, strength: 0.6, seed: 3, size: 64, guidanceScale: 5 },
      ...{ scheduler: 'euler', controls },
    });
    return pixelsOf(images[0].image);
  },
};

describe('a ControlNet steers as it does in a call', () => {
  it.each<[string, { preprocess: Preprocess; weight?: number; start?: number; end?: number; picture?: Buffer }]>([
    ['by edges that are found here', { preprocess: 'canny', weight: 0.8 }],
    [
      'by a ready control picture, for a part of the run',
      { preprocess: 'none', picture: edges, weight: 0.7, start: 0, end: 0.5 },
    ],
  ])('%s', async (_, { preprocess, weight, start, end, picture }) => {
    const feature = controlNet(await loadControlNet(net), { image: picture, preprocess, weight, start, end });
    const expected = await direct({ model: models.steered, features: [feature] });
    expect(expected).not.toEqual(await direct({ model: models.steered }));
    const image = picture && base64(picture);
    const unit = {
      model: 'edges [1a2b3c4d]',
      module: preprocess,
      weight,
      guidance_start: start,
      guidance_end: end,
      image,
    };
    expect(await apis.a1111('steered', 'a cat', [unit])).toEqual(expected);
    expect(await apis.own('steered', 'a cat', [{ net: 'edges', image, preprocess, weight, start, end }])).toEqual(
      expected,
    );
  });

  it('and two add up', async () => {
    const opened = await loadControlNet(net);
    const features = [
      controlNet(opened, { preprocess: 'canny', weight: 0.5 }),
      controlNet(opened, { image: edges, preprocess: 'none', weight: 0.4 }),
    ];
    const expected = await direct({ model: models.steered, features });
    const units = [
      { model: 'edges', module: 'canny', weight: 0.5 },
      { model: 'edges', module: 'none', weight: 0.4, input_image: base64(edges) },
    ];
    expect(await apis.a1111('steered', 'a cat', units)).toEqual(expected);
  });
});

describe('a LoRA of a prompt is merged as it is in a call', () => {
  it('by its name and weight', async () => {
    const loras = [{ source: join(loraFolder, 'ink.safetensors'), weight: 0.5 }];
    const expected = await direct({ model: models.inked, loras });
    expect(expected).not.toEqual(await direct({ model: models.inked }));
    for (const api of Object.values(apis)) expect(await api('inked', 'a cat <lora:ink:0.5>')).toEqual(expected);
  });

  it('and one that is not there is told, and left out', async () => {
    const plain = await direct({ model: models.inked });
    const answer = await post('/v1/img2img', {
      ...{ image: base64(photo), model: 'inked', prompt: 'a cat <lora:../../secret:1>', steps: 4, strength: 0.6 },
      ...{ seed: 3, size: 64, guidanceScale: 5, scheduler: 'euler' },
    });
    expect(await pixelsOf(answer.images[0].image)).toEqual(plain);
    expect(answer.warnings).toMatchObject([{ code: 'extra-network' }]);
    expect(JSON.stringify(answer.warnings)).not.toContain(loraFolder);
  });
});

it('lists what can be named', async () => {
  const get = async (path: string) => (await fetch(`${server.url}${path}`)).json();
  expect(await get('/sdapi/v1/loras')).toMatchObject([{ name: 'ink' }]);
  expect(await get('/controlnet/model_list')).toEqual({ model_list: ['edges'] });
});
