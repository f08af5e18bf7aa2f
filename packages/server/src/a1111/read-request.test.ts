import { expect, it } from 'vitest';
import { readGiven } from '../picture-reader.js';
import { fakeEngine } from '../testing/fake-engine.js';
import { photo } from '../testing/start-server.js';
import { Checkpoint } from './options.js';
import { type Body, readRequest } from './read-request.js';

const picture = await photo();
const base64 = picture.toString('base64');
const read = (body: Body) =>
  readRequest({ init_images: [base64], ...body }, new Checkpoint(fakeEngine().engine), readGiven);
const optionsOf = async (body: Body) => (await read(body)).request.options;

it('leaves to the model what the client leaves out, but for webui’s size and strength', async () => {
  const { request, warnings } = await read({});
  expect(request).toMatchObject({ model: 'dreamy', format: 'png', image: new Uint8Array(picture) });
  const given = Object.fromEntries(Object.entries(request.options).filter(([, value]) => value !== undefined));
  expect(given).toEqual({ strength: 0.75, size: { width: 512, height: 512 }, fit: 'stretch', count: 1 });
  expect(warnings).toEqual([]);
});

it('reads what a client of webui sends', async () => {
  const body = {
    prompt: 'a bird',
    negative_prompt: 'blur',
    denoising_strength: 0.4,
    cfg_scale: 6.5,
    image_cfg_scale: 1.2,
    steps: 12,
    seed: 42,
    width: 96,
    height: 64,
    batch_size: 2,
    n_iter: 3,
    resize_mode: 1,
    styles: ['watercolor', 'nobody knows it'],
    override_settings: { sd_model_checkpoint: 'editor [1a2b3c]', CLIP_stop_at_last_layers: 2, samples_format: 'jpg' },
  };
  const { request, warnings } = await read(body);
  expect(request).toMatchObject({ model: 'editor', format: 'jpeg' });
  expect(request.options).toMatchObject({
    prompt: 'a bird',
    negativePrompt: 'blur',
    strength: 0.4,
    guidanceScale: 6.5,
    imageGuidanceScale: 1.2,
    steps: 12,
    seed: 42,
    size: { width: 96, height: 64 },
    count: 6,
    fit: 'cover',
    style: ['watercolor'],
    clipSkip: 1,
  });
  expect(warnings.map(({ message }) => message)).toEqual(['styles: "nobody knows it" is not known.']);
});

it.each([
  [{ sampler_name: 'Euler a' }, { scheduler: 'Euler a' }],
  [
    { sampler_name: 'DPM++ 2M', scheduler: 'karras' },
    { scheduler: 'DPM++ 2M', sigmas: 'karras' },
  ],
  [
    { sampler_name: 'DPM++ 2M', scheduler: 'Automatic' },
    { scheduler: 'DPM++ 2M', sigmas: 'karras' },
  ],
  [{ sampler_name: 'DPM++ 2M SDE Karras' }, { scheduler: 'DPM++ 2M SDE', sigmas: 'karras' }],
  [{ sampler_index: 'DDIM', scheduler: 'Karras' }, { scheduler: 'DDIM' }],
  [{ sampler_name: 'Euler', scheduler: 'uniform' }, { scheduler: 'Euler' }],
])('takes the sampler %j', async (body, expected) => {
  const { scheduler, sigmas } = await optionsOf(body);
  expect({ scheduler, sigmas }).toEqual({ sigmas: undefined, ...expected });
});

it('takes masks as webui does: only masked, unless told otherwise', async () => {
  const whole = await optionsOf({
    mask: base64,
    inpainting_fill: 1,
    inpaint_full_res: false,
    mask_blur: 8,
    width: 64,
    height: 64,
  });
  expect(whole).toMatchObject({ maskBlur: 8, maskInvert: false, size: { width: 64, height: 64 } });
  expect(whole.maskPadding).toBeUndefined();

  const { request, warnings } = await read({ mask: base64, inpainting_mask_invert: 1, inpaint_full_res_padding: 32 });
  expect(request.options).toMatchObject({
    maskBlur: 4,
    maskInvert: true,
    maskPadding: { pixels: 32, size: { width: 512, height: 512 } },
    size: undefined,
  });
  expect(warnings[0]?.message).toMatch(/^inpainting_fill/);
});

it('takes ControlNets as the extension has them', async () => {
  const unit = { model: 'canny-net [d14c016b]', module: 'canny', weight: 0.8, guidance_start: 0, guidance_end: 0.7 };
  const args = [
    { ...unit, image: { image: base64, mask: null } },
    { ...unit, enabled: false },
  ];
  const { request } = await read({ alwayson_scripts: { ControlNet: { args } } });
  expect(request.controls).toEqual([
    { net: 'canny-net', preprocess: 'canny', weight: 0.8, start: 0, end: 0.7, image: new Uint8Array(picture) },
  ]);
  const wrong = read({ alwayson_scripts: { controlnet: { args: [{ ...unit, module: 'openpose' }] } } });
  await expect(wrong).rejects.toThrow(/one of/);
  await expect(read({ alwayson_scripts: { ADetailer: { args: [{}] } } })).rejects.toThrow('ADetailer not found');
});

it.each([
  [{ init_images: [] }, 404, 'Init image not found'],
  [{ init_images: ['/etc/passwd'] }, 400, 'init_images: expected a PNG'],
  [{ init_images: ['https://example.com/a.png'] }, 400, 'nothing is fetched'],
  [{ init_images: ['file:///etc/passwd'] }, 400, 'nothing is fetched'],
  [{ init_images: [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64')] }, 400, 'none of them'],
  [{ init_images: [{ path: 'a.png' }] }, 400, 'received no text'],
  [{ mask: 'C:\\mask.png' }, 400, 'mask: expected'],
  [{ override_settings: { sd_model_checkpoint: '../secret' } }, 404, 'expected one of dreamy, editor'],
])('refuses %j', async (body, status, message) => {
  await expect(read(body)).rejects.toMatchObject({ status, message: expect.stringContaining(message) });
});
