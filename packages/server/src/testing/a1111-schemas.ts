/**
 * What AUTOMATIC1111's web UI says of the answers of its API (modules/api/models.py, the extensions Lora and ControlNet): fields
 * that must be there and their types. A field that may be null must still be there.
 */
const text = { type: 'string' } as const;
const textOrNull = { type: ['string', 'null'] } as const;
const number = { type: 'number' } as const;
const whole = { type: 'integer' } as const;
const boolean = { type: 'boolean' } as const;
const anyObject = { type: 'object' } as const;
const list = (items: object) => ({ type: 'array', items });
const object = (properties: Record<string, object>) => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
});

export const imageToImageResponse = object({ images: list(text), parameters: anyObject, info: text });

/** `info`, a JSON text in the answer: `Processed.js()`. */
export const processed = object({
  prompt: text,
  all_prompts: list(text),
  negative_prompt: text,
  all_negative_prompts: list(text),
  seed: whole,
  all_seeds: list(whole),
  subseed: whole,
  all_subseeds: list(whole),
  subseed_strength: number,
  width: whole,
  height: whole,
  sampler_name: text,
  cfg_scale: number,
  steps: whole,
  batch_size: whole,
  restore_faces: boolean,
  face_restoration_model: textOrNull,
  sd_model_name: text,
  sd_model_hash: text,
  sd_vae_name: textOrNull,
  sd_vae_hash: textOrNull,
  seed_resize_from_w: whole,
  seed_resize_from_h: whole,
  denoising_strength: number,
  extra_generation_params: anyObject,
  index_of_first_image: whole,
  infotexts: list(text),
  styles: list(text),
  job_timestamp: text,
  clip_skip: whole,
  is_using_inpainting_conditioning: boolean,
  version: text,
});

export const progressResponse = object({
  progress: { ...number, minimum: 0, maximum: 1 },
  eta_relative: number,
  state: object({
    skipped: boolean,
    interrupted: boolean,
    stopping_generation: boolean,
    job: text,
    job_count: whole,
    job_timestamp: text,
    job_no: whole,
    sampling_step: whole,
    sampling_steps: whole,
  }),
  current_image: textOrNull,
  textinfo: textOrNull,
});

export const pngInfoResponse = object({ info: text, items: anyObject, parameters: anyObject });
export const samplers = list(
  object({ name: text, aliases: list(text), options: { type: 'object', additionalProperties: text } }),
);
export const schedulers = list(
  object({
    name: text,
    label: text,
    aliases: { type: ['array', 'null'], items: text },
    default_rho: { type: ['number', 'null'] },
    need_inner_model: { type: ['boolean', 'null'] },
  }),
);
export const sdModels = list(
  object({
    title: text,
    model_name: text,
    hash: textOrNull,
    sha256: textOrNull,
    filename: text,
    config: textOrNull,
  }),
);
export const promptStyles = list(object({ name: text, prompt: textOrNull, negative_prompt: textOrNull }));
export const loras = list(object({ name: text, alias: text, path: text, metadata: anyObject }));
/** Of the many that there are, those that clients set and read. */
export const options = {
  type: 'object',
  required: ['sd_model_checkpoint', 'CLIP_stop_at_last_layers', 'samples_format'],
  properties: {
    sd_model_checkpoint: textOrNull,
    sd_checkpoint_hash: textOrNull,
    sd_vae: textOrNull,
    CLIP_stop_at_last_layers: number,
    samples_format: text,
    samples_save: boolean,
    enable_pnginfo: boolean,
    show_progress_every_n_steps: number,
  },
};
export const controlModels = object({ model_list: list(text) });
export const controlModules = object({ module_list: list(text) });

/** `handle_exception()` of modules/api/api.py. */
export const error = object({ error: text, detail: text, body: text, errors: text });
export const nothing = { type: 'object', maxProperties: 0 };
export const none = { type: 'null' };
