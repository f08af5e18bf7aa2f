import { readSampler } from '@overpaint/core/platform';
import { resolveScheduler, resolveStyle, type Warning } from '@overpaint/node';
import type { ClientOptions, PaintRequest } from '../engine.js';
import { HttpError } from '../http-error.js';
import type { ReadPicture } from '../picture-reader.js';
import { controlsIn } from './control-net.js';
import type { Checkpoint } from './options.js';

/** A body of `/sdapi/v1/img2img`, which may be anything. */
export type Body = Readonly<Record<string, unknown>>;

/** webui's names of what is passed on as it is. */
const sameMeaning = {
  prompt: 'prompt',
  negative_prompt: 'negativePrompt',
  denoising_strength: 'strength',
  cfg_scale: 'guidanceScale',
  image_cfg_scale: 'imageGuidanceScale',
  steps: 'steps',
} as const satisfies Readonly<Record<string, keyof ClientOptions>>;

/** webui's name of an option, for messages. */
export const a1111Name = (option: string) =>
  Object.entries(sameMeaning).find(([, ours]) => ours === option)?.[0] ?? option;

const resizeModes = ['stretch', 'cover', 'contain', 'stretch'] as const;
const formats = { png: 'png', jpg: 'jpeg', jpeg: 'jpeg', webp: 'webp' } as const;

/** What a body asks for, and what of it means nothing here. Settings that are left out are the model's own. */
export async function readRequest(
  body: Body,
  checkpoint: Checkpoint,
  readPicture: ReadPicture,
): Promise<{ request: PaintRequest; warnings: Warning[] }> {
  const warnings: Warning[] = [];
  const warn = (message: string) => void warnings.push({ code: 'ignored-option', message });
  const [image, ...others] = listIn(body['init_images']);
  if (image === undefined) throw new HttpError(404, 'IMAGE', 'Init image not found', { argument: 'init_images' });
  if (others.length > 0) warn('init_images: only the first one is painted.');
  const override = (body['override_settings'] ?? {}) as Body;
  const width = (body['width'] ?? 512) as number;
  const height = (body['height'] ?? 512) as number;
  const mask = body['mask'] ?? undefined;
  const given = Object.entries(sameMeaning).flatMap(([theirs, ours]) =>
    body[theirs] === undefined || body[theirs] === null ? [] : [[ours, body[theirs]]],
  );
  return {
    warnings,
    request: {
      model: override['sd_model_checkpoint'] ? checkpoint.find(override['sd_model_checkpoint']) : checkpoint.name,
      image: await readPicture('init_images', image),
      mask: mask === undefined ? undefined : await readPicture('mask', mask),
      controls: await controlsIn(body['alwayson_scripts'], readPicture),
      format: formats[String(override['samples_format'] ?? 'png') as keyof typeof formats] ?? 'png',
      previews: true,
      options: {
        strength: 0.75,
        size: { width, height },
        fit: resizeModes[Number(body['resize_mode'] ?? 0)] ?? 'stretch',
        count: pictures(body),
        seed: seedIn(body['seed']),
        style: stylesIn(body['styles'], warn),
        clipSkip: clipSkipIn(override['CLIP_stop_at_last_layers']),
        ...samplerIn(body),
        ...(mask !== undefined && maskOptions(body, { width, height }, warn)),
        ...Object.fromEntries(given),
      },
    },
  };
}

/** Pictures in all: batches, and pictures in each. */
const pictures = ({ batch_size: size, n_iter: batches }: Body) => Number(size ?? 1) * Number(batches ?? 1);

/** The mask's settings. "Only masked" is webui's default, and paints at the size that is asked for. */
function maskOptions(
  body: Body,
  size: { width: number; height: number },
  warn: (message: string) => void,
): ClientOptions {
  const { mask_blur: blur, mask_blur_x: x = 4, mask_blur_y: y = 4, inpainting_fill: fill = 0 } = body;
  if (fill !== 1) warn('inpainting_fill: the masked area is painted over as it is (1, "original").');
  const onlyMasked = Boolean(body['inpaint_full_res'] ?? true);
  return {
    maskBlur: (blur ?? Math.max(Number(x), Number(y))) as number,
    maskInvert: Boolean(body['inpainting_mask_invert'] ?? 0),
    ...(onlyMasked && {
      maskPadding: { pixels: (body['inpaint_full_res_padding'] ?? 0) as number, size },
      size: undefined,
    }),
  };
}

/** `sampler_name` (once `sampler_index`) with `scheduler`: `DPM++ 2M` and `Karras`. */
function samplerIn({ sampler_name: name, sampler_index: index, scheduler }: Body): ClientOptions {
  const label = name ?? index ?? undefined;
  if (label === undefined) return {};
  const type =
    typeof scheduler === 'string' ? scheduler.toLowerCase().replace(/^./, (first) => first.toUpperCase()) : '';
  const { scheduler: read = String(label), sigmas } = readSampler(String(label), type);
  resolveScheduler(read); // a name that is unknown is told by it
  return { scheduler: read, ...(sigmas !== undefined && { sigmas: sigmas as NonNullable<ClientOptions['sigmas']> }) };
}

/** Below 0 is random. */
const seedIn = (seed: unknown) =>
  seed === undefined || seed === null || Number(seed) < 0 ? undefined : (seed as number);

/** webui counts the layer that is read, from the last one, 1. */
const clipSkipIn = (layers: unknown) => (Number(layers ?? 1) > 1 ? Number(layers) - 1 : undefined);

/** Names of styles; those that are not known are passed over, as in webui. */
function stylesIn(styles: unknown, warn: (message: string) => void): string[] | undefined {
  const known = listIn(styles).filter((style) => {
    try {
      return Boolean(resolveStyle(String(style) as never));
    } catch {
      warn(`styles: "${String(style).slice(0, 80)}" is not known.`);
      return false;
    }
  });
  return known.length === 0 ? undefined : known.map(String);
}

const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
