import { parseParameters } from '@overpaint/core/platform';
import type { Recipe, Warning } from '@overpaint/node';
import { isOverpaintError } from '@overpaint/node';
import type { Painted } from '../engine.js';
import { readJson } from '../read-body.js';
import type { Handler, Service } from '../service.js';
import { type Jobs, timestamp } from './jobs.js';
import type { Checkpoint } from './options.js';
import { a1111Name, type Body, readRequest } from './read-request.js';

/** `POST /sdapi/v1/img2img` */
export const img2img =
  (service: Service, jobs: Jobs, checkpoint: Checkpoint): Handler =>
  async ({ req, json }) => {
    const body = await readJson(req.raw, service.limits.bodyBytes);
    const { signal } = req.raw;
    const { request, warnings } = await readRequest(body, checkpoint, service.readPicture(signal));
    const job = jobs.begin(request.options.count ?? 1);
    try {
      const painted = await service.paint(request, {
        signal,
        finish: job.finish,
        onProgress: (event) => job.progress(event),
      });
      const images = painted.images.map(({ bytes }) => Buffer.from(bytes).toString('base64'));
      return json({
        images: body['send_images'] === false ? [] : images,
        parameters: body['include_init_images'] === true ? body : { ...body, init_images: null, mask: null },
        info: JSON.stringify(infoOf(painted, body, { model: request.model, started: job.started, warnings })),
      });
    } catch (error) {
      throw inTheirWords(error);
    } finally {
      job.end();
    }
  };

/** What webui tells in `info`, a JSON text in the JSON. */
function infoOf(
  { images, recipe, warnings }: Painted,
  body: Body,
  call: { readonly model: string; readonly started: Date; readonly warnings: readonly Warning[] },
) {
  const each = <T>(value: T) => images.map(() => value);
  const prompt = recipe.prompt.expanded;
  const negative = recipe.negativePrompt?.expanded ?? '';
  return {
    prompt,
    all_prompts: each(prompt),
    negative_prompt: negative,
    all_negative_prompts: each(negative),
    seed: recipe.seed,
    all_seeds: images.map(({ seed }) => seed),
    subseed: -1,
    all_subseeds: each(-1),
    subseed_strength: 0,
    width: images[0]?.width,
    height: images[0]?.height,
    sampler_name: settingIn(images[0]?.parameters, 'Sampler') ?? recipe.scheduler,
    cfg_scale: recipe.guidanceScale,
    steps: recipe.steps,
    batch_size: Number(body['batch_size'] ?? 1),
    restore_faces: false,
    face_restoration_model: null,
    sd_model_name: call.model,
    sd_model_hash: recipe.model.sha256.slice(0, 10),
    sd_vae_name: null,
    sd_vae_hash: null,
    seed_resize_from_w: -1,
    seed_resize_from_h: -1,
    denoising_strength: recipe.strength,
    extra_generation_params: {},
    index_of_first_image: 0,
    infotexts: images.map(({ parameters }) => parameters),
    styles: body['styles'] ?? [],
    job_timestamp: timestamp(call.started),
    clip_skip: clipSkipOf(recipe),
    is_using_inpainting_conditioning: false,
    version: recipe.generator,
    warnings: [...call.warnings, ...warnings].map(({ message }) => message),
  };
}

const settingIn = (parameters: string | undefined, name: string) =>
  parameters === undefined ? undefined : parseParameters(parameters).settings[name];

const clipSkipOf = ({ clipSkip = 0 }: Recipe) => clipSkip + 1;

/** Messages begin with the option's name: here with webui's. */
function inTheirWords(error: unknown): unknown {
  if (!isOverpaintError(error, 'INVALID_ARGUMENT')) return error;
  const { argument } = error as unknown as { argument: string };
  if (error.message.startsWith(`${argument}:`)) {
    error.message = `${a1111Name(argument)}${error.message.slice(argument.length)}`;
  }
  return error;
}
