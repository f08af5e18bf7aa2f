import { plainOptions } from './check-options.js';
import type { Img2ImgOptions } from './options.js';
import type { AskedSettings } from './paint-settings.js';

/** As plain JSON: of styles and features the names, of a mask and a LoRA's bytes that they were there, of references how many. */
export function askedSettings(options: Img2ImgOptions): AskedSettings {
  const { style, features, mask, references, loras } = options;
  const given = {
    ...options,
    style: namesOf(style),
    features: namesOf(features),
    mask: mask === undefined ? mask : true,
    references: references?.length || undefined,
    loras: loras?.map((lora) => ({ ...lora, source: typeof lora.source === 'string' ? lora.source : true })),
  };
  return plain(Object.fromEntries(plainOptions().map((name) => [name, given[name]]))) as AskedSettings;
}

const namesOf = (named: unknown): unknown =>
  Array.isArray(named) ? named.map(namesOf) : ((named as { name?: unknown } | undefined)?.name ?? named);

/** What JSON can hold of a value that may be anything, some levels deep. */
function plain(value: unknown, depth = 4): unknown {
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value) ? value : undefined;
  }
  if (depth === 0) return undefined;
  if (Array.isArray(value)) return value.map((part) => plain(part, depth - 1));
  const entries = Object.entries(value).map(([key, part]) => [key, plain(part, depth - 1)] as const);
  return Object.fromEntries(entries.filter(([, part]) => part !== undefined));
}
