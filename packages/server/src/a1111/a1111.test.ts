import { readRecipe } from '@overpaint/node';
import sharp from 'sharp';
import { StableDiffusionApi } from 'stable-diffusion-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeEngine } from '../testing/fake-engine.js';
import { photo, startServer } from '../testing/start-server.js';

let server: Awaited<ReturnType<typeof startServer>>;
const picture = await photo();
const init_images = [picture.toString('base64')];
const quick = { init_images, prompt: 'watercolor', steps: 2, width: 64, height: 64, seed: 5, denoising_strength: 0.9 };

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

async function call(path: string, body?: object, { url } = server) {
  const response = await fetch(`${url}${path}`, body && { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}

describe('a client from npm', () => {
  const client = () => new StableDiffusionApi({ baseUrl: server.url });

  it('paints, and gets pictures with what webui tells of them', async () => {
    const result = await client().img2img({
      init_images: [sharp(picture)],
      prompt: 'watercolor',
      steps: 2,
      width: 64,
      height: 64,
      batch_size: 2,
      seed: 5,
      sampler_name: 'Euler a',
    });
    expect(result.images).toHaveLength(2);
    expect(await result.image.metadata()).toMatchObject({ format: 'png', width: 64, height: 64 });
    expect(JSON.parse(String(result.info))).toMatchObject({
      prompt: 'watercolor',
      all_seeds: [5, 6],
      sampler_name: 'Euler a',
      steps: 2,
      cfg_scale: 7,
      denoising_strength: 0.75,
      sd_model_name: 'mini',
      index_of_first_image: 0,
      infotexts: [expect.stringContaining('Sampler: Euler a'), expect.stringContaining('Seed: 6')],
    });
  });

  it('paints with a mask, and keeps what is black', async () => {
    const mask = sharp({ create: { width: 64, height: 64, channels: 3, background: '#000' } }).png();
    const result = await client().img2img({
      ...{ init_images: [sharp(picture)], mask_image: mask, mask_blur: 0, inpaint_full_res: 0 },
      ...{ prompt: 'ink drawing', steps: 2, width: 64, height: 64 },
    });
    expect(await result.image.raw().toBuffer()).toEqual(await sharp(picture).removeAlpha().raw().toBuffer());
  });

  it('learns what there is', async () => {
    expect((await client().getSamplers()).map(({ name }) => name)).toContain('DPM++ 2M');
    expect(await client().getSdModels()).toEqual([expect.objectContaining({ title: 'mini' }), expect.anything()]);
    expect(await client().getOptions()).toMatchObject({ sd_model_checkpoint: 'mini', samples_format: 'png' });
    expect((await client().getPromptStyles()).map(({ name }) => name)).toContain('watercolor');
    expect(await client().getProgress()).toMatchObject({ progress: 0, state: { job_count: 0 }, current_image: null });
    const info = await client().pngInfo(sharp(picture));
    expect(info.response.data).toEqual({ info: '', items: {}, parameters: {} });
  });
});

it('answers in the fields of webui’s own description', async () => {
  const { body } = await call('/sdapi/v1/img2img', quick);
  expect(Object.keys(body)).toEqual(['images', 'parameters', 'info']);
  expect(body.parameters).toEqual({ ...quick, init_images: null, mask: null });
  expect(Object.keys(JSON.parse(body.info))).toEqual(
    expect.arrayContaining(
      'prompt all_prompts negative_prompt all_negative_prompts seed all_seeds subseed all_subseeds subseed_strength width height sampler_name cfg_scale steps batch_size restore_faces face_restoration_model sd_model_name sd_model_hash sd_vae_name sd_vae_hash seed_resize_from_w seed_resize_from_h denoising_strength extra_generation_params index_of_first_image infotexts styles job_timestamp clip_skip is_using_inpainting_conditioning version'.split(
        ' ',
      ),
    ),
  );
  expect((await call('/sdapi/v1/schedulers')).body[2]).toEqual({
    ...{ name: 'karras', label: 'Karras', aliases: null, default_rho: 7, need_inner_model: false },
  });

  const file = Buffer.from(body.images[0], 'base64');
  expect(readRecipe(file)).toMatchObject({ seed: 5, prompt: { given: 'watercolor' } });
  expect(file.toString('latin1')).not.toMatch(/model-mini|packages/); // nothing of this machine

  const { body: info } = await call('/sdapi/v1/png-info', { image: `data:image/png;base64,${body.images[0]}` });
  expect(info.items.parameters).toBe(info.info);
  expect(info.parameters).toMatchObject({ Prompt: 'watercolor', Steps: '2', Seed: '5', 'Size-1': 64, 'Size-2': 64 });
});

it('paints the same picture for the same seed, and sends what is asked for', async () => {
  const [first, again, silent, echo] = await Promise.all([
    call('/sdapi/v1/img2img', quick),
    call('/sdapi/v1/img2img', quick),
    call('/sdapi/v1/img2img', { ...quick, send_images: false }),
    call('/sdapi/v1/img2img', { ...quick, include_init_images: true }),
  ]);
  expect(again.body.images).toEqual(first.body.images);
  expect(silent.body.images).toEqual([]);
  expect(echo.body.parameters.init_images).toEqual(init_images);
});

it('says what is wrong in webui’s names', async () => {
  const { status, body } = await call('/sdapi/v1/img2img', { ...quick, denoising_strength: 7 });
  expect(status).toBe(400);
  expect(body).toMatchObject({
    error: 'INVALID_ARGUMENT',
    detail: expect.stringMatching(/^denoising_strength: expected/),
  });
  expect((await call('/sdapi/v1/img2img', { ...quick, sampler_name: 'Eulr a' })).body.detail).toContain('scheduler');
  expect((await call('/sdapi/v1/img2img', { prompt: 'x' })).status).toBe(404);
});

it('tells how far it is, shows a preview, and stops when interrupted', async () => {
  const { engine, paintings } = fakeEngine({ atOnce: false });
  await using own = await startServer({}, engine);
  const answer = call('/sdapi/v1/img2img', { ...quick, batch_size: 2 }, own);
  await expect.poll(() => paintings.length).toBe(1);
  const [painting] = paintings;
  painting!.tell({ type: 'begin' });
  painting!.tell({ type: 'step', picture: 1, index: 3, total: 6, remainingSeconds: 4 });
  painting!.tell({ type: 'preview', picture: 1, index: 3, total: 6, image: picture });

  expect((await call('/sdapi/v1/progress', undefined, own)).body).toMatchObject({
    progress: 0.75,
    eta_relative: 4,
    state: { job_count: 2, job_no: 1, sampling_step: 3, sampling_steps: 6, interrupted: false },
    current_image: init_images[0],
  });
  expect((await call('/sdapi/v1/progress?skip_current_image=true', undefined, own)).body.current_image).toBeNull();

  expect(painting!.finish!.aborted).toBe(false);
  expect(await call('/sdapi/v1/interrupt', {}, own)).toEqual({ status: 200, body: {} });
  expect(painting!.finish!.aborted).toBe(true);
  await painting!.done();
  expect((await answer).body.images).toHaveLength(2);
});

it('keeps the model that is set for later calls', async () => {
  const { engine, paintings } = fakeEngine();
  await using own = await startServer({}, engine);
  expect(await call('/sdapi/v1/options', { sd_model_checkpoint: 'editor', other: 1 }, own)).toEqual({
    status: 200,
    body: null,
  });
  expect((await call('/sdapi/v1/options', undefined, own)).body.sd_model_checkpoint).toBe('editor');
  await call('/sdapi/v1/img2img', quick, own);
  expect(paintings[0]!.request.model).toBe('editor');
  expect((await call('/sdapi/v1/options', { sd_model_checkpoint: '/etc' }, own)).status).toBe(404);
  expect((await call('/sdapi/v1/loras', undefined, own)).body[0]).toMatchObject({ name: 'ink' });
  expect((await call('/controlnet/model_list', undefined, own)).body).toEqual({ model_list: ['canny-net'] });
});
