import type { Preprocess } from '@overpaint/node';
import type { ControlUnit } from '../engine.js';
import { HttpError } from '../http-error.js';
import type { ReadPicture } from '../picture-reader.js';
import type { Handler, Service } from '../service.js';

/** The extension's preprocessors that are made here; others expect a ready control picture and `none`. */
const modules: Readonly<Record<string, Preprocess>> = {
  none: 'none',
  canny: 'canny',
  lineart: 'lineart',
  lineart_realistic: 'lineart',
  lineart_standard: 'lineart',
  tile_resample: 'tile',
};

/** `GET /controlnet/model_list` */
export const controlModels =
  ({ engine }: Service): Handler =>
  ({ json }) =>
    json({ model_list: engine.controlNets });

/** `GET /controlnet/module_list` */
export const controlModules: Handler = ({ json }) => json({ module_list: Object.keys(modules) });

/** ControlNets out of `alwayson_scripts`. @throws HttpError 422 for other scripts, as webui, and for what is not known. */
export async function controlsIn(scripts: unknown, readPicture: ReadPicture): Promise<ControlUnit[]> {
  const units = Object.entries((scripts ?? {}) as Record<string, unknown>).flatMap(([script, settings]): unknown[] => {
    const args = (settings as { args?: unknown } | null)?.args ?? [];
    if (!Array.isArray(args)) throw refusal(script, 'a list as args');
    if (script.toLowerCase() === 'controlnet') return args;
    if (args.length === 0) return [];
    throw new HttpError(422, 'SCRIPT', `always on script ${script} not found`, { argument: 'alwayson_scripts' });
  });
  return (await Promise.all(units.map((unit) => unitOf(unit, readPicture)))).flat();
}

async function unitOf(arg: unknown, readPicture: ReadPicture): Promise<ControlUnit[]> {
  if (typeof arg !== 'object' || arg === null) throw refusal('controlnet', 'an object in args');
  const unit = arg as Record<string, unknown>;
  if (unit['enabled'] === false) return [];
  const module = String(unit['module'] ?? 'none').toLowerCase();
  const preprocess = Object.hasOwn(modules, module) ? modules[module] : undefined;
  if (preprocess === undefined) throw refusal('controlnet.module', `one of ${Object.keys(modules).join(', ')}`);
  return [
    {
      net: String(unit['model'] ?? '').replace(/\s*\[\w+\]$/, ''),
      image: await pictureIn(unit['image'] ?? unit['input_image'], readPicture),
      preprocess,
      weight: numberIn(unit['weight']),
      start: numberIn(unit['guidance_start']),
      end: numberIn(unit['guidance_end']),
    },
  ];
}

/** The extension takes a text, or a picture with its mask. */
async function pictureIn(image: unknown, readPicture: ReadPicture): Promise<Uint8Array | undefined> {
  const text = typeof image === 'object' ? (image as { image?: unknown } | null)?.image : image;
  return text === undefined || text === '' ? undefined : readPicture('controlnet.image', text);
}

const numberIn = (value: unknown) => (value === null || value === undefined ? undefined : (value as number));

const refusal = (argument: string, expected: string) =>
  new HttpError(422, 'INVALID_ARGUMENT', `alwayson_scripts.${argument}: expected ${expected}.`, {
    argument: 'alwayson_scripts',
  });
